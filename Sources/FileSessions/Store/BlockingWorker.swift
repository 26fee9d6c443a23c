internal import Dispatch
internal import Synchronization

/// Runs blocking work where the configuration says.
///
/// 1. At most as many jobs run at once as there are threads; the others wait in the order in which they came.
/// 2. A job either begins or is given up, and its caller goes on once.
/// 3. At most one timer is armed, for the earliest deadline.
final class BlockingWorker: Sendable {
  private struct State {
    var running = 0
    var waiting: [Job] = []
    var timer: MonotonicTime?
  }

  private let place: FileSessionStore.BlockingWork
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "FileSessions", attributes: .concurrent)

  init(_ place: FileSessionStore.BlockingWork) { self.place = place }

  /// Suspends the caller until the work is done, whatever becomes of its task.
  func finish(_ work: @escaping @Sendable () -> Void) async {
    if case .inline = place { return work() }
    await withCheckedContinuation { continuation in submit(Job(work, continuation)) }
  }

  /// The same, unless the work cannot begin before the deadline, or the task is cancelled before it begins. What need
  /// not wait for a thread meets no deadline.
  func run(until deadline: MonotonicTime, _ work: @escaping @Sendable () -> Void) async {
    if case .inline = place { return work() }
    let handle = JobHandle()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let job = Job(work, continuation, deadline)
        handle.set(job)
        submit(job)
        // Cancelled before there was anything to give up.
        if Task.isCancelled { giveUp(job) }
      }
    } onCancel: {
      if let job = handle.job { giveUp(job) }
    }
  }

  private func submit(_ job: Job) {
    switch place {
    case .inline: job.run()
    case .executor(let executor):
      arm(job.deadline)
      state.withLock { if job.deadline != .distantFuture { $0.waiting.append(job) } }
      Task(executorPreference: executor) {
        self.forget(job)
        job.run()
      }
    case .dispatch(let threads):
      let starts = state.withLock { state in
        guard state.running < max(1, threads) else {
          state.waiting.append(job)
          return false
        }
        state.running += 1
        return true
      }
      if starts { queue.async { self.drain(first: job) } } else { arm(job.deadline) }
    }
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

  private func forget(_ job: Job) { state.withLock { $0.waiting.removeAll { $0 === job } } }

  private func giveUp(_ job: Job) {
    forget(job)
    job.giveUp()
  }

  // MARK: - Deadlines

  private func arm(_ deadline: MonotonicTime) {
    guard deadline != .distantFuture else { return }
    let isEarliest = state.withLock { state in
      if let timer = state.timer, timer <= deadline { return false }
      state.timer = deadline
      return true
    }
    guard isEarliest else { return }
    let delay = max(0, deadline.nanoseconds - MonotonicTime.now.nanoseconds)
    DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: delay))) { [weak self] in
      self?.expire(deadline)
    }
  }

  private func expire(_ timer: MonotonicTime) {
    let (late, next) = state.withLock { state -> ([Job], MonotonicTime?) in
      let now = MonotonicTime.now
      if state.timer == timer { state.timer = nil }
      let late = state.waiting.filter { $0.deadline <= now }
      state.waiting.removeAll { $0.deadline <= now }
      return (late, state.waiting.map(\.deadline).min())
    }
    for job in late { job.giveUp() }
    if let next { arm(next) }
  }
}

/// A piece of work, and its caller, who goes on when it is done or given up.
private final class Job: Sendable {
  private struct Pending {
    let work: @Sendable () -> Void
    let caller: CheckedContinuation<Void, Never>
  }

  let deadline: MonotonicTime
  /// `nil` once it has begun, or was given up.
  private let pending: Mutex<Pending?>

  init(
    _ work: @escaping @Sendable () -> Void, _ caller: CheckedContinuation<Void, Never>,
    _ deadline: MonotonicTime = .distantFuture
  ) {
    self.deadline = deadline
    pending = Mutex(Pending(work: work, caller: caller))
  }

  func run() {
    guard let begun = take() else { return }
    begun.work()
    begun.caller.resume()
  }

  func giveUp() { take()?.caller.resume() }

  private func take() -> Pending? {
    pending.withLock { pending in
      defer { pending = nil }
      return pending
    }
  }
}

/// The job of a call, for the end of its task.
private final class JobHandle: Sendable {
  private let state = Mutex<Job?>(nil)

  var job: Job? { state.withLock { $0 } }
  func set(_ job: Job) { state.withLock { $0 = job } }
}
