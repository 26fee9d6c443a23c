/// A promise that a store did not keep.
public struct ConformanceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the check.
  public let check: String
  /// What should have happened.
  public let expected: String
  /// What happened instead.
  public let seen: String

  /// For checks of your own.
  /// - Parameters:
  ///   - check: the name of the check.
  ///   - expected: what should have happened.
  ///   - seen: what happened instead.
  public init(check: String, expected: String, seen: String) {
    self.check = check
    self.expected = expected
    self.seen = seen
  }

  public var description: String { "\(check): expected \(expected); seen: \(seen)" }
}
