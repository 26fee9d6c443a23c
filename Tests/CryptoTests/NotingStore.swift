#if Crypto
import FileSessions
import Synchronization

/// Passes everything on, and notes what the store beneath is asked for and what it answers.
final class NotingStore: SessionStore {
  private struct Notes {
    var loaded: SessionID?
    var rotatedTo: SessionID?
  }

  private let base: any SessionStore
  private let doubtsRotation: Bool
  private let notes = Mutex(Notes())

  /// - Parameter doubtsRotation: whether it says of a rotation, which is done, that a sync failed.
  init(_ base: any SessionStore, doubtsRotation: Bool = false) {
    self.base = base
    self.doubtsRotation = doubtsRotation
  }

  /// Of the last load.
  var loaded: SessionID? { notes.withLock { $0.loaded } }
  /// Of the last rotation.
  var rotatedTo: SessionID? { notes.withLock { $0.rotatedTo } }

  nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot? {
    notes.withLock { $0.loaded = id }
    return try await base.load(id)
  }

  nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    let new = try await base.rotate(id, grace: grace)
    notes.withLock { $0.rotatedTo = new }
    if doubtsRotation { throw SessionError(.durabilityUnknown, "a sync failed", rotatedTo: new) }
    return new
  }

  /// Gives up at once what a store may give up, had it to wait for the lock.
  nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    guard !Task.isCancelled else { throw SessionError(.cancelled, "the task was cancelled") }
    return try await base.update(id, body)
  }

  // MARK: - What is only passed on

  nonisolated(nonsending) func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    try await base.create(payload, lifetime: lifetime)
  }

  nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.create(payload, as: id, lifetime: lifetime)
  }

  nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime)
  }

  nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.put(payload, for: id, lifetime: lifetime)
  }

  nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await base.withLock(id, timeout: timeout, body)
  }

  nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await base.withSharedLock(id, timeout: timeout, body)
  }

  nonisolated(nonsending) func touch(_ id: SessionID) async throws { try await base.touch(id) }
  nonisolated(nonsending) func delete(_ id: SessionID) async throws { try await base.delete(id) }
  nonisolated(nonsending) func sweep() async throws -> SweepReport { try await base.sweep() }
  nonisolated(nonsending) func close() async { await base.close() }
}
#endif
