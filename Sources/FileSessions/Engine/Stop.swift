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
