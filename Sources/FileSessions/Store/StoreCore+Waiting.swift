/// What the asynchronous and the blocking pump have in common.
extension StoreCore {
  func context(_ digest: SessionDigest, _ workspace: Workspace, _ timeout: Int64?) -> VerbContext {
    VerbContext(digest, workspace, timeout: timeout ?? lockTimeout, waits: waits)
  }

  /// The lock was granted.
  func granted(_ context: inout VerbContext) {
    context.pacing?.granted()
    guard context.waitsOutside else { return }
    noteWaits(outside: false, &context)
    observe(.lockWait, since: context.start)
  }

  func end<V: Verb & ~Copyable>(_ verb: inout V, _ context: inout VerbContext) where V.System == System {
    if context.waitsOutside { noteWaits(outside: false, &context) }
    engine.end(&verb, &context)
  }

  private func noteWaits(outside: Bool, _ context: inout VerbContext) {
    context.waitsOutside = outside
    localLocks.note(context.ticket.domain, waitsOutside: outside)
  }

  /// Whether this task would wait for itself. If so it has left the queue, and the verb is told.
  func ownsLocalLock(_ context: inout VerbContext) -> Bool {
    guard HeldDomains.contain(context.ticket.domain, of: localLocks) else { return false }
    engine.system.releaseLocalLock(context.ticket)
    context.localLock = .ownedByCaller
    return true
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
    guard let step = context.pacing?.next(after: reason, at: .now, by: { .random(in: $0) }) else {
      preconditionFailure("a verb waits without having asked for its turn")
    }
    switch step {
    case .pause, .sleep: if !context.waitsOutside { noteWaits(outside: true, &context) }
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
