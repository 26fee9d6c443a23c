/// Why an operation failed, as a value: what a recording keeps and a checker compares. The store makes a
/// `SessionError` of it, with words and a remedy.
package enum Failure: Error, Hashable, Sendable {
  /// A system call failed; `error` is its errno.
  case system(Call, error: CInt)
  case notFound
  case duplicate
  case conflict(current: SessionVersion)
  case rotated
  /// The lock file was removed or replaced while the lock was held; nothing was written.
  case lockLost
  case corrupt(RecordHeader.Damage)
  /// A symbolic link, directory or device stands where a session file belongs.
  case unexpectedFile
  /// The lock belongs to the process that this one was forked from.
  case forked
  /// The caller's own closure holds the lock, and would wait for itself.
  case alreadyHeld
  /// `count` bytes are more than `limit`.
  case tooLarge(count: Int, limit: Int)
  /// The value became visible, but the call that should make it durable failed.
  case durabilityUnknown(Call, error: CInt)

  /// The system call of a failure.
  package enum Call: String, Hashable, Sendable {
    case open, close, read, write, truncate, status, rename, link, unlink, lock, synchronize
    case makeDirectory, listDirectory, random
  }

  /// A failure from a raw result, which is `-errno`.
  init(_ call: Call, _ result: CInt) { self = .system(call, error: -result) }
  init(_ call: Call, _ result: Int) { self = .system(call, error: CInt(-result)) }

  func isSystem(_ call: Call, _ error: CInt) -> Bool { self == .system(call, error: error) }
}

/// Why a phase or a verb stopped before its end. Whatever the phase held is released by then.
///
/// A phase fails, or has to wait for the kernel, and is begun anew after that. The others are a verb's alone: what it has
/// to be given before it goes on.
package enum Stop: Error, Hashable, Sendable {
  case failed(Failure)
  case wait(WaitReason)
  /// The turn in this process was not free: the verb stands in the queue.
  case turn
  /// Others go first; nanoseconds.
  case pause(Int64)
  /// The next step may wait for the device, and runs where that is allowed.
  case device(DevicePatience)
  /// The caller's closure comes now.
  case caller
  /// The verb has got somewhere, and begins what comes next.
  case next

  /// The failure; of a wait that nobody is going to make, that the lock is held.
  var failure: Failure {
    if case .failed(let failure) = self { failure } else { .system(.lock, error: Errno.wouldBlock) }
  }

  static func system(_ call: Failure.Call, _ result: CInt) -> Stop { .failed(Failure(call, result)) }
  static func system(_ call: Failure.Call, _ result: Int) -> Stop { .failed(Failure(call, result)) }
}

/// For how long a step waits for a thread by the device.
package enum DevicePatience: Hashable, Sendable {
  /// As for the lock: then the verb fails.
  case untilDeadline
  /// As long, and then the verb does without.
  case orSkip
  /// Whatever happens: the caller's closure has run.
  case whateverHappens
}

package enum WaitReason: Hashable, Sendable {
  /// Somebody else holds the lock.
  case lockHeld
  /// The file was replaced or removed between its opening and its lock: look again at once.
  case changed
}
