#if Hummingbird
import FileSessions
import Synchronization

/// A file store that tells a test how many calls had to queue for a lock: without sleeping and without guessing.
final class WatchedStore: SessionStore {
  private let core: StoreCore<InterceptedSystem<Kernel, Watcher>>
  private let watcher: Watcher

  init(directory: String, configuration: FileSessionStore.Configuration) throws {
    let watcher = Watcher()
    core = try StoreCore(
      directory: directory, configuration: configuration, interceptor: watcher, sharesMemory: false)
    self.watcher = watcher
  }

  /// Returns when, since the beginning, so many calls had to queue.
  func untilQueued(_ count: Int) async { await watcher.untilQueued(count) }

  func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    let id = try SessionID.random()
    let header = try await core.create(payload, as: id, lifetime: lifetime)
    return SessionSnapshot(id: id, payload: payload, header)
  }

  func create(_ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try await core.create(payload, as: id, lifetime: lifetime).sessionVersion
  }

  func load(_ id: SessionID) async throws -> SessionSnapshot? { try await core.load(id) }

  func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await core.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime).sessionVersion
  }

  func put(_ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?) async throws -> SessionVersion {
    try await core.put(payload, for: id, lifetime: lifetime).sessionVersion
  }

  func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) async throws -> Result {
    try await core.update(id, body)
  }

  func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await core.withLock(id, timeout: timeout, body)
  }

  func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await core.withSharedLock(id, timeout: timeout, body)
  }

  func touch(_ id: SessionID) async throws { try await core.touch(id) }

  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    try await core.rotate(id, grace: grace, oldID: .frozen)
  }

  func delete(_ id: SessionID) async throws { try await core.delete(id) }
  func sweep() async throws -> SweepReport { try await core.sweep() }
  func close() async { await core.close() }
}

/// Counts the calls that pass and have to queue for the local lock.
private final class Watcher: CallInterceptor {
  private struct State {
    var queued = 0
    var waiting: [(count: Int, signal: Signal)] = []
  }

  private let state = Mutex(State())

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    let result = perform(request)
    if result == .localLock(.queued) { noteQueued() }
    return result
  }

  private func noteQueued() {
    let met = state.withLock { state in
      state.queued += 1
      let queued = state.queued
      let met = state.waiting.filter { $0.count <= queued }.map { $0.signal }
      state.waiting.removeAll { $0.count <= queued }
      return met
    }
    for signal in met { signal.give() }
  }

  func untilQueued(_ count: Int) async {
    let signal = Signal()
    let isMet = state.withLock { state in
      guard state.queued < count else { return true }
      state.waiting.append((count, signal))
      return false
    }
    if !isMet { await signal.wait() }
  }
}
#endif
