extension SystemCalls {
  /// Locks without waiting.
  /// - Throws: `Stop.wait` where somebody else holds it; the system's error otherwise (`flock(2)`).
  func takeLock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) throws(Stop) {
    while true {
      let result = lock(descriptor, kind, mode)
      switch result {
      case 0: return
      case -Errno.interrupted: continue
      // fcntl(2) may answer either.
      case -Errno.wouldBlock, -Errno.accessDenied: throw .wait(.lockHeld)
      default: throw .system(.lock, result)
      }
    }
  }
}
