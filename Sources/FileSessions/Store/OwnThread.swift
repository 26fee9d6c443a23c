internal import CFileSessions
internal import Synchronization

/// Threads for what takes long: one for each piece of work, which ends with it.
enum OwnThread {
  private final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs a closure on a thread of its own, or here where there is none to be had.
  static func run(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
      guard let context = unsafe context else { return }
      unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    }
    if unsafe file_sessions_detach(run, work) != 0 { unsafe run(work) }
  }

  /// Suspends the caller until work is done that looks now and then whether its task was cancelled.
  static func run<Output: Sendable>(_ body: @escaping @Sendable (CancellationFlag) -> Output) async -> Output {
    let flag = CancellationFlag()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in run { continuation.resume(returning: body(flag)) } }
    } onCancel: {
      flag.set()
    }
  }
}
