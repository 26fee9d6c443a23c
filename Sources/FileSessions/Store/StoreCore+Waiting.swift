/// What the asynchronous and the blocking pump have in common.
extension StoreCore {
  func context(_ digest: SessionDigest, _ workspace: Workspace, _ timeout: Int64?) -> VerbContext {
    VerbContext(digest, workspace, timeout: timeout ?? lockTimeout, waits: waits, localLocks: localLocks)
  }

  /// The lock was granted, and is still held.
  func granted(_ context: inout VerbContext) {
    context.granted()
    if let start = context.takeWait() { observe(.lockWait, since: start) }
  }

  /// Whether this task would wait for itself. If so it has left the queue, and the verb is told.
  func ownsLocalLock(_ context: inout VerbContext) -> Bool {
    guard HeldDomains.contain(context.ticket.domain, of: localLocks) else { return false }
    engine.system.releaseLocalLock(context.ticket)
    context.localLock = .ownedByCaller
    return true
  }

  /// Says whether this task holds the lock that the verb would ask for.
  func answerOwnership(_ context: inout VerbContext) {
    if HeldDomains.contain(engine.domain(of: context.digest), of: localLocks) { context.localLock = .ownedByCaller }
  }

  /// Goes on after a wait for the local lock.
  func resume(_ end: LocalLockTable.End, _ context: inout VerbContext) throws(SessionError) {
    switch end {
    case .granted: context.localLock = .granted
    case .timedOut: throw timeout(context, inProcess: true)
    case .cancelled: throw SessionError.cancelled
    }
    observe(.lockWait, since: context.start)
  }

  /// What to do before the next try at a lock that another process holds.
  func pacing(_ reason: WaitReason, _ context: inout VerbContext) -> Pacing.Step {
    // Of a lock that is taken late, after the caller's closure: tried once more, whatever the time.
    guard var pacing = context.pacing.take() else {
      context.renewPacing()
      return .again
    }
    let step = pacing.next(after: reason, at: .now, by: { .random(in: $0) })
    context.pacing = pacing
    switch step {
    case .pause, .sleep: context.beginWaitOutside()
    case .again, .timedOut: break
    }
    return step
  }

  func timeout(_ context: borrowing VerbContext, inProcess: Bool) -> SessionError {
    timeout(context.digest, after: context.start, inProcess: inProcess)
  }
}

extension SessionError {
  static var cancelled: SessionError {
    SessionError(.cancelled, "the task was cancelled while it waited for a lock; nothing was changed")
  }
}
