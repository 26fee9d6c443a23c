/// A store of sessions, whoever made it, in which everybody finds the same sessions and payloads.
protocol MeasuredSubject: AnyObject, Sendable {
  func populate(_ sessions: Range<Int>) throws
  /// Performs an operation `count` times, each on a random session, checking what is loaded. Returns nanoseconds.
  func run(_ operation: SubjectOperation, count: Int, seed: UInt64) throws -> Int64
  /// How many updates all sessions count together.
  func sum() throws -> Int
  /// The same store once more, for another thread.
  func another() throws -> any MeasuredSubject
}

enum SubjectOperation: String, Sendable {
  case load, save, update
  case createDelete = "create_delete"
}

/// What a subject did wrong, or could not do.
struct SubjectFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
