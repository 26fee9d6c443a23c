/// What a store does for its `LockedSession`.
public protocol LockedSessionBacking: AnyObject, Sendable {
  nonisolated(nonsending) func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot
  nonisolated(nonsending) func delete() async throws
  /// Called at the end, perhaps more than once.
  func release()
}
