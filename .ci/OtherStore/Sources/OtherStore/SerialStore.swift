import FileSessions

/// The smallest store that keeps the contract: an actor that holds all sessions, and their locks.
final class SerialStore: SessionStore {
  private let sessions: Sessions
  private let clock: SessionClock
  private let lifetime: SessionLifetime

  init(lifetime: SessionLifetime, clock: SessionClock) {
    self.lifetime = lifetime
    self.clock = clock
    sessions = Sessions(clock)
  }

  func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    let id = try SessionID.random()
    return try await make(payload, id, lifetime).snapshot(of: id)
  }

  func create(_ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try await make(payload, id, lifetime).version
  }

  func load(_ id: SessionID) async throws -> SessionSnapshot? { await sessions[id]?.snapshot(of: id) }

  func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await change(id) { old in
      let old = try live(old)
      guard ifVersion == nil || ifVersion == old.version else {
        throw SessionError(.conflict, "another save came first; load again", currentVersion: old.version)
      }
      return old.saved(payload, lifetime, at: clock.now())
    }.version
  }

  func put(_ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try await change(id) { old in
      guard old != nil else { return fresh(payload, lifetime) }
      return try live(old).overwritten(payload, lifetime, at: clock.now())
    }.version
  }

  func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) async throws -> Result {
    try await locked(id) {
      let entry = try live(await sessions[id])
      var draft = SessionDraft(version: entry.version, payload: entry.payload)
      let result = try body(&draft)
      _ = try await saveHeld(draft.payload, id, draft.lifetime)
      return result
    }
  }

  func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await locked(id, timeout: timeout) {
      let entry = try live(await sessions[id])
      var session = LockedSession(id, snapshot: entry.snapshot(of: id), backing: Backing(self, id))
      return try await body(&session)
    }
  }

  func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await locked(id, .shared, timeout: timeout) {
      let entry = try live(await sessions[id])
      return try await body(LockedSession(id, snapshot: entry.snapshot(of: id), backing: Backing(self, id)))
    }
  }

  func touch(_ id: SessionID) async throws {
    _ = try await change(id) { old in try live(old).touched(at: clock.now()) }
  }

  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    let new = try SessionID.random()
    try await locked(id) {
      let old = try live(await sessions[id])
      await sessions.set(old.renewed(), new)
      await sessions.set(old.frozen(leadingTo: new, until: clock.now().advanced(by: grace)), id)
    }
    return new
  }

  func delete(_ id: SessionID) async throws {
    // In a task that nobody cancels: a logout is carried through.
    try await Task {
      if let successor = await sessions.successor(of: id) { try await delete(successor) }
      try await locked(id, timeout: .seconds(60)) { await sessions.set(nil, id) }
    }.value
  }

  func sweep() async throws -> SweepReport { await sessions.sweep() }

  func close() async {}

  // MARK: - What the verbs share

  private func fresh(_ payload: [UInt8], _ lifetime: SessionLifetime?) -> Entry {
    Entry(payload, lifetime ?? self.lifetime, at: clock.now())
  }

  fileprivate func live(_ entry: Entry?) throws -> Entry {
    guard let entry else { throw SessionError(.notFound, "there is no such session") }
    guard entry.successor == nil else { throw SessionError(.rotated, "the session has moved to another id") }
    return entry
  }

  private func make(_ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?) async throws -> Entry {
    try await change(id) { old in
      guard old == nil else { throw SessionError(.duplicate, "a session of this id exists") }
      return fresh(payload, lifetime)
    }
  }

  private func change(_ id: SessionID, _ body: (Entry?) throws -> Entry) async throws -> Entry {
    try await locked(id) { try await changeHeld(id, body) }
  }

  private func changeHeld(_ id: SessionID, _ body: (Entry?) throws -> Entry) async throws -> Entry {
    let new = try body(await sessions[id])
    await sessions.set(new, id)
    return new
  }

  private func locked<Result>(
    _ id: SessionID, _ mode: Sessions.LockMode = .exclusive, timeout: Duration? = nil,
    _ body: nonisolated(nonsending) () async throws -> Result
  ) async throws -> Result {
    try await sessions.lock(id, mode, atMost: timeout ?? .seconds(5))
    do {
      let result = try await body()
      await sessions.unlock(id)
      return result
    } catch {
      await sessions.unlock(id)
      throw error
    }
  }

  fileprivate func saveHeld(
    _ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?
  ) async throws -> SessionSnapshot {
    let saved = try await changeHeld(id) { old in try live(old).saved(payload, lifetime, at: clock.now()) }
    return saved.snapshot(of: id)
  }

  fileprivate func deleteHeld(_ id: SessionID) async throws {
    _ = try live(await sessions[id])
    await sessions.set(nil, id)
  }
}

/// The lock is `withLock`'s own; this only carries the verbs.
private final class Backing: LockedSessionBacking {
  private let store: SerialStore
  private let id: SessionID

  init(_ store: SerialStore, _ id: SessionID) {
    self.store = store
    self.id = id
  }

  func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    try await store.saveHeld(payload, id, lifetime)
  }

  func delete() async throws { try await store.deleteHeld(id) }
  func release() {}
}
