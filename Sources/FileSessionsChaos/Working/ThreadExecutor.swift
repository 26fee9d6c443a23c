internal import Foundation

/// Runs the jobs of one task on the thread that waits for its end.
///
/// A client may block its thread, for that is what the blocking verbs do: on the common pool, which may have a single
/// thread, two clients of one process would then wait for each other.
final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
  // @unchecked: everything is under the lock.
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var isOver = false

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.lock()
    jobs.append(job)
    condition.signal()
    condition.unlock()
  }

  /// Runs a task to its end on this thread.
  static func run(_ work: @escaping @Sendable () async -> Void) {
    let executor = ThreadExecutor()
    Task.detached(executorPreference: executor) {
      await work()
      executor.end()
    }
    while let job = executor.next() { unsafe job.runSynchronously(on: executor.asUnownedTaskExecutor()) }
  }

  private func next() -> UnownedJob? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty, !isOver { condition.wait() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }

  private func end() {
    condition.lock()
    isOver = true
    condition.signal()
    condition.unlock()
  }
}
