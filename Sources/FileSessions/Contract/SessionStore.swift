/// What any session store does; `FileSessionStore` and `MemorySessionStore` do. What each verb promises is written at
/// `FileSessionStore`'s.
///
/// Errors are untyped here, since other stores have other errors. These two throw `SessionError` and what the closure
/// of `update` or `withLock` throws.
public protocol SessionStore: Sendable {
  nonisolated(nonsending) func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot
  nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion
  nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot?
  nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion
  nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion
  nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result
  nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result
  nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result
  nonisolated(nonsending) func touch(_ id: SessionID) async throws
  nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID
  nonisolated(nonsending) func delete(_ id: SessionID) async throws
  nonisolated(nonsending) func sweep() async throws -> SweepReport
  nonisolated(nonsending) func close() async
}

extension SessionStore {
  public nonisolated(nonsending) func create(_ payload: [UInt8]) async throws -> SessionSnapshot {
    try await create(payload, lifetime: nil)
  }

  @discardableResult
  public nonisolated(nonsending) func create(_ payload: [UInt8], as id: SessionID) async throws -> SessionVersion {
    try await create(payload, as: id, lifetime: nil)
  }

  @discardableResult
  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion? = nil
  ) async throws -> SessionVersion {
    try await save(payload, for: id, ifVersion: ifVersion, lifetime: nil)
  }

  @discardableResult
  public nonisolated(nonsending) func put(_ payload: [UInt8], for id: SessionID) async throws -> SessionVersion {
    try await put(payload, for: id, lifetime: nil)
  }

  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await withLock(id, timeout: nil, body)
  }

  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await withSharedLock(id, timeout: nil, body)
  }

  public nonisolated(nonsending) func rotate(_ id: SessionID) async throws -> SessionID {
    try await rotate(id, grace: .seconds(10))
  }
}
