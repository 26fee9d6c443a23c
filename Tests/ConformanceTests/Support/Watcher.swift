import FileSessions
import Synchronization

/// Tells a test, by the calls that pass, that somebody waits: without sleeping and without guessing.
final class Watcher: CallInterceptor {
  private struct State {
    var queued = 0
    var refused = 0
    var requests: [SystemRequest] = []
    var waiting: [(condition: @Sendable (Int, Int) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  /// Every call so far.
  var requests: [SystemRequest] { state.withLock { $0.requests } }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    let result = perform(request)
    let met = state.withLock { state in
      state.requests.append(request)
      if result == .localLock(.queued) { state.queued += 1 }
      if case .lock = request, case .number(let number) = result, number < 0 { state.refused += 1 }
      return Self.takeMet(&state)
    }
    for continuation in met { continuation.resume() }
    return result
  }

  private static func takeMet(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    guard !state.waiting.isEmpty else { return [] }
    let (queued, refused) = (state.queued, state.refused)
    let met = state.waiting.filter { $0.condition(queued, refused) }.map(\.continuation)
    state.waiting.removeAll { $0.condition(queued, refused) }
    return met
  }

  /// Returns when, since the beginning, so many calls had to queue for the local lock in this process.
  func untilQueued(_ count: Int) async { await until { queued, _ in queued >= count } }

  /// Returns when, since the beginning, the kernel has refused so many locks.
  func untilRefused(_ count: Int) async { await until { _, refused in refused >= count } }

  private func until(_ condition: @escaping @Sendable (Int, Int) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isMet = state.withLock { state in
        guard !condition(state.queued, state.refused) else { return true }
        state.waiting.append((condition, continuation))
        return false
      }
      if isMet { continuation.resume() }
    }
  }
}

typealias WatchedCore = StoreCore<InterceptedSystem<Kernel, Watcher>>

extension Workplace {
  /// A store on the same directory whose waiting can be seen.
  func watched(
    sharesMemory: Bool = false, _ change: (inout FileSessionStore.Configuration) -> Void = { _ in }
  ) throws -> (core: WatchedCore, watcher: Watcher) {
    let watcher = Watcher()
    let core = try intercepted(by: watcher, sharesMemory: sharesMemory) {
      $0.lockTimeout = .seconds(600)
      change(&$0)
    }
    return (core, watcher)
  }

  /// A store on the same directory whose every call to the kernel goes through an interceptor.
  /// - Parameter sharesMemory: whether others can wake its waiters, as those of a `FileSessionStore`.
  func intercepted<Interceptor: CallInterceptor>(
    by interceptor: Interceptor, sharesMemory: Bool = false, _ change: (inout FileSessionStore.Configuration) -> Void
  ) throws -> StoreCore<InterceptedSystem<Kernel, Interceptor>> {
    var configuration = store.configuration
    change(&configuration)
    return try StoreCore(
      directory: path, configuration: configuration, interceptor: interceptor, sharesMemory: sharesMemory)
  }
}
