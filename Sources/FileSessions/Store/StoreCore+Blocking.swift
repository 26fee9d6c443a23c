internal import CFileSessions

/// The blocking driver: the same loop, with a parked thread instead of a suspended task.
extension StoreCore {
  func runBlocking<Output>(
    _ digest: SessionDigest, _ mode: LockMode, _ workspace: Workspace, timeout: Int64? = nil,
    _ phase: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) throws(SessionError) -> Output {
    let start = MonotonicTime.now
    let deadline = start.advanced(byNanoseconds: timeout ?? lockTimeout)
    let ticket = try enterBlocking(digest, mode, until: deadline, since: start)
    defer { leave(ticket) }
    return try attemptBlocking(ticket, digest, until: deadline, since: start, workspace, phase)
  }

  func enterBlocking(
    _ digest: SessionDigest, _ mode: LockMode, until deadline: MonotonicTime, since start: MonotonicTime
  ) throws(SessionError) -> TurnTicket {
    let ticket = turnstile.ticket(for: domain(of: digest), mode)
    guard ticket.domain != .nothing, engine.system.enterTurn(ticket) == .queued else { return ticket }
    if HeldDomains.contain(ticket.domain, of: turnstile) {
      engine.system.leaveTurn(ticket)
      throw SessionError.alreadyHeld
    }
    switch turnstile.waitBlocking(ticket, until: deadline) {
    case .granted: break
    case .timedOut: throw timeout(digest, after: start, inProcess: true)
    case .cancelled: throw SessionError.cancelled
    }
    observe(.lockWait, since: start)
    return ticket
  }

  func attemptBlocking<Output: ~Copyable>(
    _ ticket: TurnTicket, _ digest: SessionDigest, until deadline: MonotonicTime, since start: MonotonicTime,
    _ workspace: Workspace, _ phase: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) throws(SessionError) -> Output {
    var pacing = Pacing(deadline: deadline, ticket, waits)
    var waited = false
    defer { if waited { turnstile.note(ticket.domain, waitsOutside: false) } }
    while true {
      while let pause = pacing.courtesy(at: { .now }) { file_sessions_sleep(pause.clampedNanoseconds) }
      let turn = Turn(granted: ticket)
      switch Attempt({ () throws(Stop) in try phase(turn, workspace) }) {
      case .done(let output):
        pacing.granted()
        if waited { observe(.lockWait, since: start) }
        return output
      case .failed(let failure): throw error(failure, of: digest)
      case .wait(let reason):
        switch pacing.next(after: reason, at: .now) {
        case .again: continue
        case .timedOut: throw timeout(digest, after: start, inProcess: false)
        case .pause(let duration):
          if !waited { turnstile.note(ticket.domain, waitsOutside: true) }
          waited = true
          file_sessions_sleep(duration.clampedNanoseconds)
        case .sleep(let releases, let nanoseconds):
          if !waited { turnstile.note(ticket.domain, waitsOutside: true) }
          waited = true
          pacing.sleep(since: releases, nanoseconds: nanoseconds)
          pacing.announceAgain()
        }
      }
    }
  }
}
