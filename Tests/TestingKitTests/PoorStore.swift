import FileSessions
import Synchronization

/// A store that does one thing wrong, as people have done it, and everything else right.
final class PoorStore: SessionStore {
  enum Fault: Sendable, CaseIterable {
    /// Nothing; to see that the wrapping itself breaks no promise.
    case none
    /// An update reads under a lock and saves under another: what was saved between them is lost.
    case updateInTwoSteps
    /// A save that finds no session makes one.
    case saveResurrects
    /// A create for an id in use replaces what is there.
    case createOverwrites
  }

  private let fault: Fault
  private let base: MemorySessionStore
  /// How many updates have read.
  private let reads = Atomic<Int>(0)

  init(_ fault: Fault, _ clock: SessionClock, _ lifetime: SessionLifetime) {
    self.fault = fault
    base = MemorySessionStore(lifetime: lifetime, lockTimeout: .seconds(600), clock: clock)
  }

  nonisolated(nonsending) func create(
    _ payload: [UInt8], lifetime: SessionLifetime?
  ) async throws -> SessionSnapshot { try await base.create(payload, lifetime: lifetime) }

  nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    if fault == .createOverwrites { return try await base.put(payload, for: id, lifetime: lifetime) }
    return try await base.create(payload, as: id, lifetime: lifetime)
  }

  nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot? { try await base.load(id) }

  nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    do {
      return try await base.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime)
    } catch let error as SessionError where error.code == .notFound && fault == .saveResurrects {
      return try await base.put(payload, for: id, lifetime: lifetime)
    }
  }

  nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion { try await base.put(payload, for: id, lifetime: lifetime) }

  nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    guard fault == .updateInTwoSteps else { return try await base.update(id, body) }
    // For a rotated id the lock says so.
    let snapshot = try await base.withLock(id) { $0.snapshot }
    guard let snapshot else { return try await base.update(id, body) }
    // Until another update has read as well: then one of the two is lost. One that is alone goes on after a while.
    let read = reads.add(1, ordering: .sequentiallyConsistent).newValue
    for _ in 0..<1000 where reads.load(ordering: .sequentiallyConsistent) == read { await Task.yield() }
    var draft = SessionDraft(version: snapshot.version, payload: snapshot.payload)
    let result = try body(&draft)
    _ = try await base.save(draft.payload, for: id, ifVersion: nil, lifetime: draft.lifetime)
    return result
  }

  nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result { try await base.withLock(id, timeout: timeout, body) }

  nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result { try await base.withSharedLock(id, timeout: timeout, body) }

  nonisolated(nonsending) func touch(_ id: SessionID) async throws { try await base.touch(id) }

  nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    try await base.rotate(id, grace: grace)
  }

  nonisolated(nonsending) func delete(_ id: SessionID) async throws { try await base.delete(id) }
  nonisolated(nonsending) func sweep() async throws -> SweepReport { try await base.sweep() }
  nonisolated(nonsending) func close() async { await base.close() }
}
