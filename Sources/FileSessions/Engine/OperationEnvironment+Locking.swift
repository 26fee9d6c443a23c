extension OperationEnvironment {
  /// Locks without waiting.
  /// - Throws: `PhaseExit.wait` where somebody else holds it; the system's error otherwise (`flock(2)`).
  func takeLock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) throws(PhaseExit) {
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
