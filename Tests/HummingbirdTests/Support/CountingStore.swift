#if Hummingbird
import FileSessions
import Synchronization

/// A store that counts what is asked of it, and fails or stops where it is told to.
final class CountingStore: SessionStore {
  enum Verb: String, CaseIterable, Hashable, Sendable {
    case create, load, save, put, update, withLock, withSharedLock, touch, rotate, delete, sweep, close
    /// What is saved inside `withLock`, which is the write that counts.
    case saveLocked

    fileprivate var isWrite: Bool { ![.load, .withSharedLock, .sweep, .close, .saveLocked].contains(self) }
  }

  private struct State {
    var begun: [Verb: Int] = [:]
    var ended: [Verb: Int] = [:]
    var failures: [Verb: (error: SessionError, times: Int)] = [:]
    var pauses: [Verb: Pause] = [:]
    var heedsCancellation = false
    var waiting: [(verb: Verb, count: Int, signal: Signal)] = []
  }

  private let base: any SessionStore
  private let state = Mutex(State())

  init(_ base: any SessionStore) { self.base = base }

  func count(_ verb: Verb) -> Int { state.withLock { $0.begun[verb, default: 0] } }

  /// How often anything was asked that may change a session.
  var writes: Int { Verb.allCases.filter(\.isWrite).map { count($0) }.reduce(0, +) }

  /// From now on a verb fails before it does anything.
  func fail(_ verb: Verb, _ code: SessionError.Code, times: Int = .max) {
    let error = SessionError(code, "this test says so; look at the test")
    state.withLock { $0.failures[verb] = (error, times) }
  }

  /// The next call of a verb stops there before it does anything.
  func stop(_ verb: Verb, at pause: Pause) { state.withLock { $0.pauses[verb] = pause } }

  /// From now on what a cancelled task asks for fails, as it does in a store that does not carry a logout through.
  func heedCancellation() { state.withLock { $0.heedsCancellation = true } }

  func heal() { state.withLock { $0.failures = [:] } }

  /// Returns when, since the beginning, a verb has ended so many times.
  func untilEnded(_ verb: Verb, _ count: Int) async {
    let signal = Signal()
    let isMet = state.withLock { state in
      guard state.ended[verb, default: 0] < count else { return true }
      state.waiting.append((verb, count, signal))
      return false
    }
    if !isMet { await signal.wait() }
  }

  fileprivate func begin(_ verb: Verb) async throws {
    let pause = state.withLock { $0.pauses.removeValue(forKey: verb) }
    await pause?.stop()
    let error = state.withLock { state -> SessionError? in
      state.begun[verb, default: 0] += 1
      if state.heedsCancellation, Task.isCancelled { return SessionError(.cancelled, "this test says so") }
      guard let failure = state.failures[verb], failure.times > 0 else { return nil }
      state.failures[verb] = (failure.error, failure.times - 1)
      return failure.error
    }
    if let error { throw error }
  }

  fileprivate func end(_ verb: Verb) {
    let met = state.withLock { state in
      state.ended[verb, default: 0] += 1
      let ended = state.ended[verb, default: 0]
      let met = state.waiting.filter { $0.verb == verb && $0.count <= ended }.map { $0.signal }
      state.waiting.removeAll { $0.verb == verb && $0.count <= ended }
      return met
    }
    for signal in met { signal.give() }
  }
}

extension CountingStore {
  func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    defer { end(.create) }
    try await begin(.create)
    return try await base.create(payload, lifetime: lifetime)
  }

  func create(_ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    defer { end(.create) }
    try await begin(.create)
    return try await base.create(payload, as: id, lifetime: lifetime)
  }

  func load(_ id: SessionID) async throws -> SessionSnapshot? {
    defer { end(.load) }
    try await begin(.load)
    return try await base.load(id)
  }

  func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    defer { end(.save) }
    try await begin(.save)
    return try await base.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime)
  }

  func put(_ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    defer { end(.put) }
    try await begin(.put)
    return try await base.put(payload, for: id, lifetime: lifetime)
  }

  func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) async throws -> Result {
    defer { end(.update) }
    try await begin(.update)
    return try await base.update(id, body)
  }

  func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    defer { end(.withLock) }
    try await begin(.withLock)
    return try await base.withLock(id, timeout: timeout) { locked in
      let snapshot = locked.snapshot
      let granted = GrantedLock(locked, self)
      locked = LockedSession(id, snapshot: snapshot, backing: granted)
      return try await body(&locked)
    }
  }

  func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    defer { end(.withSharedLock) }
    try await begin(.withSharedLock)
    return try await base.withSharedLock(id, timeout: timeout, body)
  }

  func touch(_ id: SessionID) async throws {
    defer { end(.touch) }
    try await begin(.touch)
    try await base.touch(id)
  }

  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    defer { end(.rotate) }
    try await begin(.rotate)
    return try await base.rotate(id, grace: grace)
  }

  func delete(_ id: SessionID) async throws {
    defer { end(.delete) }
    try await begin(.delete)
    try await base.delete(id)
  }

  func sweep() async throws -> SweepReport {
    defer { end(.sweep) }
    try await begin(.sweep)
    return try await base.sweep()
  }

  func close() async {
    defer { end(.close) }
    try? await begin(.close)
    await base.close()
  }
}

/// A lock that the store below has granted. One task has it, as it has its session.
private final class GrantedLock: LockedSessionBacking, @unchecked Sendable {
  private var locked: LockedSession?
  private let store: CountingStore

  init(_ locked: consuming LockedSession, _ store: CountingStore) {
    self.locked = consume locked
    self.store = store
  }

  func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    defer { store.end(.saveLocked) }
    try await store.begin(.saveLocked)
    _ = try await locked?.save(payload, lifetime: lifetime)
    guard let snapshot = locked?.snapshot else { throw SessionError(.notFound, "this lock was given up") }
    return snapshot
  }

  func delete() async throws {
    try await store.begin(.delete)
    try await locked?.delete()
  }
  func release() { locked = nil }
}
#endif
