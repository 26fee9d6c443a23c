/// Why a phase or a verb stopped before its end. Whatever the phase held is released by then.
///
/// A phase fails, or has to wait for the kernel, and is begun anew after that. The others are a verb's alone: what it
/// has to be given before it goes on.
package enum PhaseExit: Error, Hashable, Sendable {
  case failed(Failure)
  case wait(WaitReason)
  /// The local lock in this process was not free: the verb stands in the queue.
  case localLock
  /// Others go first; nanoseconds.
  case pause(Int64)
  /// The next step may wait for the device, and runs where that is allowed.
  case device(DevicePatience)
  /// The caller's closure comes now.
  case caller
  /// Whether the caller's own closure holds the lock: the verb can do without it then.
  case ownership
  /// The verb has got somewhere, and begins what comes next.
  case next

  /// The failure; of a wait that nobody is going to make, that the lock is held.
  var failure: Failure {
    if case .failed(let failure) = self { failure } else { .system(.lock, error: Errno.wouldBlock) }
  }

  static func system(_ call: Failure.Call, _ result: CInt) -> PhaseExit { .failed(Failure(call, result)) }
  static func system(_ call: Failure.Call, _ result: Int) -> PhaseExit { .failed(Failure(call, result)) }
}
