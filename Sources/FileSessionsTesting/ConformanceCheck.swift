/// One promise that every `SessionStore` makes, and how to find out whether it is kept.
///
/// `SessionStoreConformance` runs it.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
  /// Short, and the same from version to version.
  public let name: String
  /// What is promised, in one sentence.
  public let promise: String
  let body: @Sendable (Bench) async throws -> Void

  init(_ name: String, _ promise: String, _ body: @escaping @Sendable (Bench) async throws -> Void) {
    self.name = name
    self.promise = promise
    self.body = body
  }

  public var description: String { "\(name): \(promise)" }

  /// Every check. They do not depend on each other, and may run side by side.
  public static let all: [ConformanceCheck] = values + finality + concurrency + expiry + rotation + locking
}
