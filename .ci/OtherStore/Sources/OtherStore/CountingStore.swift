import FileSessions
import Synchronization

/// A wrapper around any store: counts the loads, and passes everything on.
final class CountingStore<Base: SessionStore>: SessionStore {
  private let base: Base
  private let count = Atomic(0)

  init(_ base: Base) { self.base = base }

  var loads: Int { count.load(ordering: .relaxed) }

  func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    try await base.create(payload, lifetime: lifetime)
  }

  func create(_ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try await base.create(payload, as: id, lifetime: lifetime)
  }

  func load(_ id: SessionID) async throws -> SessionSnapshot? {
    count.add(1, ordering: .relaxed)
    return try await base.load(id)
  }

  func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await base.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime)
  }

  func put(_ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try await base.put(payload, for: id, lifetime: lifetime)
  }

  func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) async throws -> Result {
    try await base.update(id, body)
  }

  func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await base.withLock(id, timeout: timeout, body)
  }

  func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await base.withSharedLock(id, timeout: timeout, body)
  }

  func touch(_ id: SessionID) async throws { try await base.touch(id) }
  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID { try await base.rotate(id, grace: grace) }
  func delete(_ id: SessionID) async throws { try await base.delete(id) }
  func sweep() async throws -> SweepReport { try await base.sweep() }
  func close() async { await base.close() }
}
