#if Hummingbird
import Synchronization

/// Something that happens once, and that any number of tasks can wait for.
final class Signal: Sendable {
  private struct State {
    var isGiven = false
    var last = 0
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  var isGiven: Bool { state.withLock { $0.isGiven } }

  func give() {
    let waiting = state.withLock { state in
      state.isGiven = true
      let waiting = Array(state.waiting.values)
      state.waiting = [:]
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Ends with the task as well: a test that failed half-way does not wait for what will not happen any more.
  func wait() async {
    let number = state.withLock { state in
      state.last += 1
      return state.last
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let isOver = state.withLock { state in
          guard !state.isGiven, !Task.isCancelled else { return true }
          state.waiting[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLock { $0.waiting.removeValue(forKey: number) }
      continuation?.resume()
    }
  }
}

/// A place where a handler stops until the test lets it go on.
struct Pause: Sendable {
  let reached = Signal()
  let release = Signal()

  func stop() async {
    reached.give()
    await release.wait()
  }
}

/// Counts how often something happened.
final class Tally: Sendable {
  private let number = Mutex(0)

  var count: Int { number.withLock { $0 } }

  func add() { number.withLock { $0 += 1 } }
}
#endif
