public import FileSessions

/// A schedule as one word: everything that it takes to play it again, on whatever machine.
///
/// It says what happens, not what is wrong with it: that is judged anew by whoever plays it.
public struct Token: Hashable, Sendable, CustomStringConvertible {
  static let prefix = "fs"
  static let version = 1

  public let strategy: FileSessionStore.Strategy
  let scenario: Scenario
  let moves: [Move]

  init(_ strategy: FileSessionStore.Strategy, _ scenario: Scenario, _ moves: [Move]) {
    self.strategy = strategy
    self.scenario = scenario
    self.moves = moves
  }

  public var clientCount: Int { scenario.programs.count }

  /// What its clients do, and from what they begin, in words.
  public var setting: String {
    let beginning =
      switch scenario.beginning {
      case .absent: "no session"
      case .live: "a live session"
      case .expired: "an expired session"
      }
    return "\(scenario.name), \(scenario.clients.words), from \(beginning)"
  }

  public var description: String {
    let body = TokenBody.bytes(self)
    return "\(Self.prefix)\(Self.version)." + Base64URL.text(body + Self.checksum(of: body))
  }

  /// Reads what `description` prints.
  public init(_ text: String) throws(TokenError) {
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0].hasPrefix(Self.prefix) else { throw .prefix }
    let version = halves[0].dropFirst(Self.prefix.count)
    guard version == "\(Self.version)" else { throw .version(String(version)) }
    let bytes = try Base64URL.bytes(halves[1], at: halves[0].count + 1)
    let body = Array(bytes.dropLast(4))
    guard bytes.count > 4, Array(bytes.suffix(4)) == Self.checksum(of: body) else { throw .checksum }
    self = try TokenBody.token(body)
  }

  private static func checksum(of body: [UInt8]) -> [UInt8] {
    let sum = Checksum.xxh64(body.span, seed: UInt64(version))
    return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }
}
