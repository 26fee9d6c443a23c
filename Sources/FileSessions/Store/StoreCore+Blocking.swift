internal import CFileSessions

/// The blocking pump: the same loop, with a parked thread instead of a suspended task. A thread cannot be cancelled,
/// and may wait for the device.
extension StoreCore {
  @inline(__always)
  func runBlocking<V: Verb & ~Copyable>(
    _ verb: consuming V, _ digest: SessionDigest, _ workspace: Workspace, timeout: Int64? = nil,
    _ caller: (inout V, borrowing VerbContext) -> Void = { _, _ in }
  ) throws(SessionError) -> V.Output where V.System == System {
    var context = context(digest, workspace, timeout)
    context.device = .granted
    defer { engine.end(&verb, &context) }
    while true {
      switch verb.step(engine, &context) {
      case .done(let output):
        granted(&context)
        return output
      case .stopped(.caller):
        granted(&context)
        caller(&verb, context)
      case .stopped(.next): continue
      case .stopped(.ownership): answerOwnership(&context)
      case .stopped(.failed(let failure)): throw error(failure, of: context.digest)
      case .stopped(let stop): try waitBlocking(stop, &context)
      }
    }
  }

  @inline(never)
  private func waitBlocking(_ stop: PhaseExit, _ context: inout VerbContext) throws(SessionError) {
    switch stop {
    case .localLock:
      guard !ownsLocalLock(&context) else { return }
      context.localLock = .none
      try resume(localLocks.waitBlocking(context.ticket, until: context.deadline), &context)
    case .pause(let nanoseconds): file_sessions_sleep(nanoseconds)
    case .wait(let reason):
      switch pacing(reason, &context) {
      case .again: break
      case .timedOut: throw timeout(context, inProcess: false)
      case .pause(let duration): file_sessions_sleep(duration.clampedNanoseconds)
      case .sleep(let releases, let nanoseconds):
        context.pacing?.sleep(since: releases, nanoseconds: nanoseconds)
        context.pacing?.announceAgain()
      }
    case .failed, .device, .caller, .next, .ownership: preconditionFailure("\(stop) is answered by the loop")
    }
  }

  /// Runs a verb where it need not wait for anybody.
  /// - Parameter digest: afterwards, of a verb that failed, the session that it failed at.
  /// - Returns: `nil` where it would have to: nothing was changed then that a second run does not find.
  func runAtOnce<V: Verb & ~Copyable>(
    _ verb: consuming V, _ digest: inout SessionDigest, _ workspace: Workspace
  ) -> Result<V.Output, Failure>? where V.System == System {
    var context = context(digest, workspace, nil)
    context.device = .granted
    defer { engine.end(&verb, &context) }
    while true {
      switch verb.step(engine, &context) {
      case .done(let output): return .success(output)
      case .stopped(.next), .stopped(.ownership): continue
      case .stopped(.failed(let failure)):
        digest = context.digest
        return .failure(failure)
      case .stopped(.localLock):
        engine.system.releaseLocalLock(context.ticket)
        return nil
      case .stopped: return nil
      }
    }
  }
}
