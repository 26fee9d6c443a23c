import FileSessions

/// The blocking verbs of a store in the shape of `SessionStore`, so that each keeps its twin's promises by the same
/// tests. They block the thread that calls: for calls that do not have to wait.
struct BlockingStore: SessionStore {
  private let store: FileSessionStore

  init(_ store: FileSessionStore) { self.store = store }

  // The blocking verbs are not to be called from asynchronous code, and say so; this is the way around.
  private func blocking<Result>(_ body: (FileSessionStore.Blocking) throws -> Result) rethrows -> Result {
    try body(store.blocking)
  }

  func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    let id = try blocking { try $0.create(payload.span, lifetime: lifetime).id }
    guard let snapshot = try await load(id) else { throw Refusal() }
    return snapshot
  }

  func create(_ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try blocking { try $0.create(payload.span, as: id, lifetime: lifetime) }
  }

  func load(_ id: SessionID) async throws -> SessionSnapshot? { try blocking { try $0.load(id) } }

  func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try blocking { try $0.save(payload.span, for: id, ifVersion: ifVersion, lifetime: lifetime) }
  }

  func put(_ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try blocking { try $0.put(payload.span, for: id, lifetime: lifetime) }
  }

  func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) async throws -> Result {
    try blocking { try $0.update(id, body) }
  }

  /// Has no blocking twin.
  func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await store.withLock(id, timeout: timeout, body)
  }

  /// Has no blocking twin either.
  func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await store.withSharedLock(id, timeout: timeout, body)
  }

  func close() async { await store.close() }

  func touch(_ id: SessionID) async throws { try blocking { try $0.touch(id) } }

  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    try blocking { try $0.rotate(id, grace: grace) }
  }

  func delete(_ id: SessionID) async throws { try blocking { try $0.delete(id) } }

  func sweep() async throws -> SweepReport { try blocking { try $0.sweep() } }
}
