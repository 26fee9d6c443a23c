internal import CFileSessions
internal import Synchronization

/// Lets tasks sleep until another process releases a lock: a thread sleeps for each (futex(2) suspends threads, not
/// tasks). One of its own: all of Dispatch's may be parked in blocking verbs, behind the very task that sleeps here.
///
/// 1. Only the first of a queue waits for another process, so there are as many sleepers as lock domains that processes
///    contend for. Beyond `limit` threads a task looks again and again instead.
/// 2. A task that is cancelled goes on at once; its thread comes back when its sleep ends, which takes no longer than
///    `WaitTable.longestSleep`.
final class ReleaseWatch: Sendable {
  private static var limit: Int { 8 }

  private let sleepers = Atomic<Int>(0)

  /// - Returns: whether the task slept; `false` where there was no thread for it.
  func sleep(_ body: @escaping @Sendable () -> Void) async -> Bool {
    guard sleepers.add(1, ordering: .acquiringAndReleasing).newValue <= Self.limit else {
      sleepers.subtract(1, ordering: .acquiringAndReleasing)
      return false
    }
    let wake = SingleWake()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        wake.set(continuation)
        OwnThread.run {
          body()
          self.sleepers.subtract(1, ordering: .acquiringAndReleasing)
          wake.fire()
        }
      }
    } onCancel: {
      wake.fire()
    }
    return true
  }
}

/// Resumes a continuation once: at the first call, or as soon as there is a continuation if the call came before it.
private final class SingleWake: Sendable {
  private enum State {
    case new
    case waiting(CheckedContinuation<Void, Never>)
    case over
  }

  private let state = Mutex(State.new)

  func set(_ continuation: CheckedContinuation<Void, Never>) {
    let isOver = state.withLock { state in
      if case .over = state { return true }
      state = .waiting(continuation)
      return false
    }
    if isOver { continuation.resume() }
  }

  func fire() {
    let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
      defer { state = .over }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume()
  }
}
