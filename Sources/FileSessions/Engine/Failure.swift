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

/// Why a phase stopped before its end. Whatever it held is released by then, and it restarts from its beginning.
package enum Stop: Error, Hashable, Sendable {
  case failed(Failure)
  case wait(WaitReason)

  /// The failure; of a wait that nobody is going to make, that the lock is held.
  var failure: Failure {
    switch self {
    case .failed(let failure): failure
    case .wait: .system(.lock, error: Errno.wouldBlock)
    }
  }

  static func system(_ call: Failure.Call, _ result: CInt) -> Stop { .failed(Failure(call, result)) }
  static func system(_ call: Failure.Call, _ result: Int) -> Stop { .failed(Failure(call, result)) }
}

package enum WaitReason: Hashable, Sendable {
  /// Somebody else holds the lock.
  case lockHeld
  /// The file was replaced or removed between its opening and its lock: look again at once.
  case changed
}

/// How a phase ended.
package enum Attempt<Output: ~Copyable>: ~Copyable {
  case done(Output)
  case wait(WaitReason)
  case failed(Failure)

  init(_ phase: () throws(Stop) -> Output) {
    do {
      self = .done(try phase())
    } catch {
      switch error {
      case .failed(let failure): self = .failed(failure)
      case .wait(let reason): self = .wait(reason)
      }
    }
  }
}
