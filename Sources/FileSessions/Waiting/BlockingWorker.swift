internal import Dispatch
internal import Synchronization

extension FileSessionStore {
  /// Where work runs that blocks for longer than a system call should: syncs to the device, and sweeps.
  ///
  /// Never on the cooperative pool: with as many waiting tasks as cores it would stand still.
  public enum BlockingWork: Sendable {
    /// On the calling thread. For programs that see to it themselves.
    case inline
    /// On at the most this many Dispatch threads.
    case dispatch(threads: Int)
    /// On an executor of the program's own.
    case executor(any TaskExecutor)
  }
}

/// Runs blocking work where the configuration says.
final class BlockingWorker: Sendable {
  private struct State {
    var running = 0
    var waiting: [@Sendable () -> Void] = []
  }

  private let place: FileSessionStore.BlockingWork
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "FileSessions", attributes: .concurrent)

  init(_ place: FileSessionStore.BlockingWork) { self.place = place }

  /// Suspends the caller until the work is done.
  func run<Output: Sendable>(_ work: @escaping @Sendable () -> Output) async -> Output {
    switch place {
    case .inline: return work()
    case .dispatch(let threads):
      return await withCheckedContinuation { continuation in
        submit(limit: max(1, threads)) { continuation.resume(returning: work()) }
      }
    case .executor(let executor):
      return await Task(executorPreference: executor) { work() }.value
    }
  }

  private func submit(limit: Int, _ work: @escaping @Sendable () -> Void) {
    let starts = state.withLock { state in
      guard state.running < limit else {
        state.waiting.append(work)
        return false
      }
      state.running += 1
      return true
    }
    if starts { queue.async { self.drain(first: work) } }
  }

  private func drain(first: @Sendable () -> Void) {
    first()
    while let next = next() { next() }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}
