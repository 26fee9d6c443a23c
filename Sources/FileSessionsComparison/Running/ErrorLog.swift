internal import FileSessions

/// Errors that nobody expects: how many, and what the first ones say.
struct ErrorLog: Codable, Hashable, Sendable {
  private static let environmental: Set<SessionError.Code> = [.noSpace, .noDescriptors, .noDirectory]
  private static var exampleLimit: Int { 3 }

  private(set) var count = 0
  private(set) var examples: [String] = []
  /// The first one that is the machine's fault and not a strategy's.
  private(set) var environment: String?

  mutating func note(_ error: any Error, in verb: String) {
    count += 1
    let text = "\(verb): \(error)"
    keep(text)
    if let error = error as? SessionError, Self.environmental.contains(error.code) {
      environment = environment ?? text
    }
  }

  mutating func add(_ other: ErrorLog) {
    count += other.count
    for example in other.examples { keep(example) }
    environment = environment ?? other.environment
  }

  private mutating func keep(_ example: String) {
    if examples.count < Self.exampleLimit, !examples.contains(example) { examples.append(example) }
  }
}
