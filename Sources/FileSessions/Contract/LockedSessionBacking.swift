/// What a store does for its `LockedSession`.
public protocol LockedSessionBacking: AnyObject, Sendable {
  /// Saves a new payload under the lock that is held, and moves the idle deadline.
  /// - Parameters:
  ///   - payload: any bytes.
  ///   - lifetime: a new lifetime, counted from now; `nil` keeps the one it has.
  /// - Returns: the session as it is now.
  /// - Throws: `notFound` after a delete, or the error of the write.
  nonisolated(nonsending) func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot
  /// Deletes the session. The lock stays held.
  nonisolated(nonsending) func delete() async throws
  /// Called at the end, perhaps more than once.
  func release()
}
