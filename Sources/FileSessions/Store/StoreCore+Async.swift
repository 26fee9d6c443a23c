/// The asynchronous driver: runs phases, and waits without a thread.
///
/// Without contention everything happens on the caller's executor: the verbs are `nonisolated(nonsending)`, and a
/// hop to another thread would cost more than the I/O. With durability the phase runs where `blockingWork` says.
extension StoreCore {
  typealias Phase<Output: ~Copyable> = @Sendable (borrowing Turn, Workspace) throws(Stop) -> Output

  /// A whole operation in one phase: turn, attempts, turn given back.
  /// - Parameter timeout: nanoseconds; `nil` for the configured one.
  func run<Output: Sendable>(
    _ digest: SessionDigest, _ mode: LockMode, _ workspace: Workspace, timeout: Int64? = nil,
    _ phase: @escaping Phase<Output>
  ) async throws(SessionError) -> Output {
    let start = MonotonicTime.now
    let deadline = start.advanced(byNanoseconds: timeout ?? lockTimeout)
    let ticket = try await enter(digest, mode, until: deadline, since: start)
    defer { leave(ticket) }
    return try await attempt(ticket, digest, until: deadline, since: start, workspace, phase)
  }

  /// Waits for the turn in this process. The caller gives it back with `leave`.
  func enter(
    _ digest: SessionDigest, _ mode: LockMode, until deadline: MonotonicTime, since start: MonotonicTime
  ) async throws(SessionError) -> TurnTicket {
    let ticket = turnstile.ticket(for: domain(of: digest), mode)
    // Without locks there is nothing to take turns for: threads of one process race as processes do.
    guard ticket.domain != .nothing, engine.system.enterTurn(ticket) == .queued else { return ticket }
    if HeldDomains.contain(ticket.domain, of: turnstile) {
      engine.system.leaveTurn(ticket)
      throw SessionError.alreadyHeld
    }
    switch await turnstile.wait(ticket, until: deadline) {
    case .granted: break
    case .timedOut: throw timeout(digest, after: start, inProcess: true)
    case .cancelled: throw SessionError.cancelled
    }
    observe(.lockWait, since: start)
    return ticket
  }

  /// Gives the turn back. The kernel's lock, if there was one, has been given up.
  func leave(_ ticket: TurnTicket) {
    guard ticket.domain != .nothing else { return }
    engine.system.leaveTurn(ticket)
    waits?.released(WaitTable.place(of: ticket.domain))
  }

  /// Runs a phase until it need not wait any more. Nothing is held while it waits, also to let others go first.
  func attempt<Output: ~Copyable & Sendable>(
    _ ticket: TurnTicket, _ digest: SessionDigest, until deadline: MonotonicTime, since start: MonotonicTime,
    _ workspace: Workspace, _ phase: @escaping Phase<Output>
  ) async throws(SessionError) -> Output {
    var pacing = Pacing(deadline: deadline, ticket, waits)
    var waited = false
    defer { if waited { turnstile.note(ticket.domain, waitsOutside: false) } }
    while true {
      while let pause = pacing.courtesy(at: { .now }) { try await Self.sleep(pause) }
      let attempt = try await offload(until: deadline) { () -> Attempt<Output> in
        let turn = Turn(granted: ticket)
        return Attempt { () throws(Stop) in try phase(turn, workspace) }
      }
      switch consume attempt {
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
          try await Self.sleep(duration)
        case .sleep(let releases, let nanoseconds):
          if !waited { turnstile.note(ticket.domain, waitsOutside: true) }
          waited = true
          let sleeper = pacing
          let hasSlept = await watch.sleep { sleeper.sleep(since: releases, nanoseconds: nanoseconds) }
          if !hasSlept { try await Self.sleep(.milliseconds(1)) }
          if Task.isCancelled { throw SessionError.cancelled }
          pacing.announceAgain()
        }
      }
    }
  }

  private static func sleep(_ duration: Duration) async throws(SessionError) {
    do { try await Task.sleep(for: duration, tolerance: .zero) } catch { throw SessionError.cancelled }
  }

  /// Runs a phase here, or, if it may wait for the device, where `blockingWork` says.
  /// - Throws: `timedOut`, `cancelled`, where it could not begin.
  private func offload<Output: ~Copyable & Sendable>(
    until deadline: MonotonicTime, _ phase: @escaping @Sendable () -> Attempt<Output>
  ) async throws(SessionError) -> Attempt<Output> {
    if let attempt = await offloaded(until: deadline, phase) { return attempt }
    guard !Task.isCancelled else { throw SessionError.cancelled }
    throw SessionError(.timedOut, "no thread of blockingWork was free in time; give it more, or look at the disk")
  }

  /// - Returns: `nil` where it could not begin before the deadline, or the end of the task.
  func offloaded<Output: ~Copyable & Sendable>(
    until deadline: MonotonicTime, _ phase: @escaping @Sendable () -> Attempt<Output>
  ) async -> Attempt<Output>? {
    guard engine.rules.durability != .none else { return phase() }
    let result = Handover<Attempt<Output>>()
    await worker.run(until: deadline) { result.put(phase()) }
    return result.takeIfPresent()
  }

  /// The same for what ends an operation under the lock that it holds: neither a deadline nor the end of the task keeps it
  /// from that.
  func finish<Output: ~Copyable & Sendable>(
    _ phase: @escaping @Sendable () -> Attempt<Output>
  ) async -> Attempt<Output> {
    guard engine.rules.durability != .none else { return phase() }
    let result = Handover<Attempt<Output>>()
    await worker.finish { result.put(phase()) }
    return result.take()
  }
}

extension SessionError {
  static var alreadyHeld: SessionError {
    SessionError(.alreadyHeld, "this task holds the session's lock and would wait for itself; use the locked session")
  }

  static var cancelled: SessionError {
    SessionError(.cancelled, "the task was cancelled while it waited for a lock; nothing was changed")
  }
}
