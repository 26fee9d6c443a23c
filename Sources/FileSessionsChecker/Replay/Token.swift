public import FileSessions

/// A schedule as one word: everything that it takes to play it again, on whatever machine.
///
/// It says what happens, not what is wrong with it: that is judged anew by the process that plays it.
public struct Token: Hashable, Sendable, CustomStringConvertible {
  static let prefix = "fs"
  static let version = 2

  public let strategy: FileSessionStore.Strategy
  let scenario: Scenario
  let moves: [Move]

  init(_ strategy: FileSessionStore.Strategy, _ scenario: Scenario, _ moves: [Move]) {
    self.strategy = strategy
    self.scenario = scenario
    self.moves = moves
  }

  public var clientCount: Int { scenario.programs.count }

  /// Whether a real kernel can play it. What needs a failing call, a caller who gives up, a clock that moves, a power cut
  /// or something in memory is played on the simulated one.
  public var isOfRealKernel: Bool { scenario.isReplayable }

  /// What its clients do, and from what they begin, in words.
  public var setting: String {
    let beginning =
      switch scenario.beginning {
      case .absent: "no session"
      case .live: "a live session"
      case .expired: "an expired session"
      }
    return "\(scenario.name)\(scenario.mishaps), \(scenario.clients.words), from \(beginning)"
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

/// Why a text is no token.
public enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
  case prefix
  /// Made by a version that writes tokens differently.
  case version(String)
  /// - Parameter place: from 1.
  case character(Character, place: Int)
  /// Cut, or mistyped.
  case checksum
  case strategy(String)
  case content(String)

  public var description: String {
    switch self {
    case .prefix: "a token begins with '\(Token.prefix)\(Token.version).'"
    case .version(let found):
      "the token is of version '\(found)'; this program reads version \(Token.version): let it compute the schedule again"
    case .character(let character, let place): "'\(character)' (character \(place)) is none of a token's characters"
    case .checksum: "the token's checksum does not fit: it was cut or mistyped"
    case .strategy(let words): "the token's strategy cannot be read: \(words)"
    case .content(let words): "the token's content makes no sense: \(words)"
    }
  }
}

/// Bytes as text that needs no quoting in a shell or a URL (RFC 4648, section 5, without padding).
enum Base64URL {
  private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var characters: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in bytes {
      (bits, count) = (bits << 8 | Int(byte), count + 8)
      while count >= 6 {
        count -= 6
        characters.append(alphabet[bits >> count & 63])
      }
      bits &= 63
    }
    if count > 0 { characters.append(alphabet[bits << (6 - count) & 63]) }
    return String(decoding: characters, as: UTF8.self)
  }

  /// - Parameter place: where in a longer text this one begins, for the error.
  static func bytes(_ text: Substring, at place: Int) throws(TokenError) -> [UInt8] {
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    for (index, character) in text.enumerated() {
      guard let ascii = character.asciiValue, let value = alphabet.firstIndex(of: ascii) else {
        throw .character(character, place: place + index + 1)
      }
      (bits, count) = (bits << 6 | value, count + 6)
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(bits >> count & 0xff))
      bits &= 1 << count - 1
    }
    return bytes
  }
}

/// A finding that can be replayed.
public struct ReplayableFinding: Sendable {
  public let token: Token
  /// What it is a finding of, as `ReplayResult.violations` begin.
  public let kind: String
}

extension StrategyResult {
  /// The shortest finding of each kind, for one of the strategies that this row stands for.
  public func shortestFindings(of member: FileSessionStore.Strategy) -> [ReplayableFinding] {
    shortest.map { replayable(member, $0.cell, $0.finding) }
  }

  private func replayable(
    _ member: FileSessionStore.Strategy, _ cell: ScenarioResult, _ finding: Exploration.Finding
  ) -> ReplayableFinding {
    ReplayableFinding(token: Token(member, cell.scenario, finding.moves), kind: finding.violation.rawValue)
  }
}
