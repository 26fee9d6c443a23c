internal import Dispatch
internal import Synchronization

extension FileSessionStore {
  /// Where work runs that blocks for longer than a system call should: syncs to the device.
  ///
  /// Never on the cooperative pool: with as many waiting tasks as cores it would stand still. A sweep, which may take
  /// minutes, has a thread of its own, so that no save waits behind it.
  public enum BlockingWork: Sendable {
    /// On the calling thread, sweeps too. For programs that see to it themselves.
    case inline
    /// On at most this many Dispatch threads.
    case dispatch(threads: Int)
    /// On an executor of the program's own.
    case executor(any TaskExecutor)
  }
}

/// Runs blocking work where the configuration says.
///
/// 1. At most as many jobs run at once as there are threads; the others wait in the order in which they came.
/// 2. A job that waits can be given up, until it begins. Each ends once.
final class BlockingWorker: Sendable {
  /// How a job ended.
  enum End: Sendable { case ran, timedOut, cancelled }

  private struct Job: Sendable {
    let number: UInt64
    let work: @Sendable () -> Void
    let end: CheckedContinuation<End, Never>

    func run() {
      work()
      end.resume(returning: .ran)
    }
  }

  private struct State {
    var running = 0
    var waiting: ArraySlice<Job> = []
  }

  private let place: FileSessionStore.BlockingWork
  private let state = Mutex(State())
  private let numbers = Atomic<UInt64>(0)
  private let queue = DispatchQueue(label: "FileSessions", attributes: .concurrent)

  init(_ place: FileSessionStore.BlockingWork) { self.place = place }

  /// Suspends the caller until the work is done, whatever becomes of its task.
  func finish(_ work: @escaping @Sendable () -> Void) async {
    switch place {
    case .inline: work()
    case .dispatch(let threads):
      _ = await withCheckedContinuation { continuation in
        submit(Job(number: 0, work: work, end: continuation), limit: threads)
      }
    case .executor(let executor): await Task(executorPreference: executor) { work() }.value
    }
  }

  /// The same, unless the work cannot begin before the deadline, or the task is cancelled before it begins.
  func run(until deadline: MonotonicTime, _ work: @escaping @Sendable () -> Void) async -> End {
    switch place {
    case .inline:
      work()
      return .ran
    case .dispatch(let threads):
      let number = numbers.add(1, ordering: .relaxed).newValue
      return await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          guard submit(Job(number: number, work: work, end: continuation), limit: threads) else { return }
          arm(number, deadline)
          // Cancelled before there was anything to give up.
          if Task.isCancelled { giveUp(number, .cancelled) }
        }
      } onCancel: {
        giveUp(number, .cancelled)
      }
    case .executor(let executor):
      return await Task(executorPreference: executor) {
        guard MonotonicTime.now < deadline else { return .timedOut }
        work()
        return .ran
      }.value
    }
  }

  /// - Returns: whether the job has to wait.
  @discardableResult
  private func submit(_ job: Job, limit: Int) -> Bool {
    let starts = state.withLock { state in
      guard state.running < max(1, limit) else {
        state.waiting.append(job)
        return false
      }
      state.running += 1
      return true
    }
    if starts { queue.async { self.drain(first: job) } }
    return !starts
  }

  private func drain(first: Job) {
    first.run()
    while let next = next() { next.run() }
  }

  private func next() -> Job? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }

  private func arm(_ number: UInt64, _ deadline: MonotonicTime) {
    guard deadline != .distantFuture else { return }
    let delay = max(0, deadline.nanoseconds - MonotonicTime.now.nanoseconds)
    DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: delay))) { [weak self] in
      self?.giveUp(number, .timedOut)
    }
  }

  private func giveUp(_ number: UInt64, _ end: End) {
    let job = state.withLock { state -> Job? in
      guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return nil }
      return state.waiting.remove(at: index)
    }
    job?.end.resume(returning: end)
  }
}
