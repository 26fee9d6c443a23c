// What verbs are written with.
//
// A thread takes the local lock before the kernel's: `LocalLockQueue` says why.
extension Engine {
  /// The local lock in this process, and then a place where the phase may run: by the device, if the store is durable.
  /// - Throws: a stop for each that is not there yet; `alreadyHeld` where the caller would wait for itself.
  func localLock(_ mode: LockMode, _ context: inout VerbContext) throws(PhaseExit) -> LocalLockGrant {
    switch context.localLock {
    case .granted: break
    case .ownedByCaller: throw .failed(.alreadyHeld)
    case .none, .queued:
      assert(context.localLock == .none, "a wait for the local lock ends with a grant, or outside of its queue")
      let ticket = system.ticket(for: domain(of: context.digest), mode)
      context.ask(ticket)
      // Without locks there is nothing to take turns for: threads of one process race as processes do.
      if ticket.domain != .nothing, system.requestLocalLock(ticket) == .queued {
        context.localLock = .queued
        throw .localLock
      }
      context.localLock = .granted
    }
    if let pause = context.pacing?.fairnessDelay(at: { .now }) { throw .pause(pause) }
    try device(.untilDeadline, &context)
    return context.grant
  }

  /// The local lock, if it is free.
  func localLockIfFree(_ context: inout VerbContext) -> LocalLockGrant? {
    assert(context.localLock == .none, "one local lock at a time")
    let ticket = system.ticket(for: domain(of: context.digest), .exclusive)
    if ticket.domain != .nothing, system.requestLocalLock(ticket) == .queued {
      system.releaseLocalLock(ticket)
      return nil
    }
    context.ask(once: ticket)
    context.localLock = .granted
    return context.grant
  }

  /// Gives the local lock back, in the middle of a verb or at its end.
  func leave(_ context: inout VerbContext) {
    guard context.localLock == .granted else { return }
    context.granted()
    if context.ticket.domain != .nothing {
      system.releaseLocalLock(context.ticket)
      context.left()
    } else {
      context.localLock = .none
    }
  }

  /// A place where the next phase may wait for the device.
  func device(_ patience: DevicePatience, _ context: inout VerbContext) throws(PhaseExit) {
    guard rules.durability != .none, context.device == .notAsked else { return }
    throw .device(patience)
  }

  /// The end of every run of a verb, whatever brought it about.
  package func end<V: Verb & ~Copyable>(_ verb: inout V, _ context: inout VerbContext) where V.System == System {
    verb.release()
    // Of a lock that was waited for in vain nobody is told that it was granted.
    context.pacing = nil
    context.endWaitOutside()
    leave(&context)
    assert(context.localLock != .granted, "a verb that is over holds nothing")
  }
}
