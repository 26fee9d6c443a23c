internal import Synchronization

// Update: two phases with the user's closure between them, the lock held throughout.

extension StoreCore {
  package func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    try begin()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let (engine, digest, start) = (engine, id.digest, MonotonicTime.now)
    let deadline = start.advanced(byNanoseconds: lockTimeout)
    let ticket = try await enter(digest, .exclusive, until: deadline, since: start)
    defer { leave(ticket) }
    let held = try await attempt(ticket, digest, until: deadline, since: start, workspace) {
      (turn, workspace) throws(Stop) -> Held<System> in
      try engine.beginLive(.change, digest, turn, workspace)
    }
    let result: Result
    let lifetime: SessionLifetime?
    do {
      (result, lifetime) = try edit(held.version, held.payload, digest, workspace, body)
      try checkNotLost()
    } catch {
      held.release()
      throw error
    }
    let handover = Handover(held)
    let commit = await finish { () -> Attempt<Void> in
      let turn = Turn(granted: ticket)
      return Attempt { () throws(Stop) in
        try engine.commit(handover.takeIfPresent(), digest, lifetime, turn, workspace)
      }
    }
    switch commit {
    case .done: return result
    case .failed(let failure): throw error(failure, of: digest)
    // A strategy that takes its lock only to write has to wait for it now.
    case .wait:
      try await attempt(ticket, digest, until: deadline, since: start, workspace) { turn, workspace throws(Stop) in
        try engine.commit(nil, digest, lifetime, turn, workspace)
      }
      return result
    }
  }

  package func updateBlocking<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) throws -> Result {
    var change = try beginChange(id)
    defer { endChange(&change) }
    let result = try edit(&change.draft, change.digest, body)
    try commitChange(&change)
    return result
  }

  // As with a load: what is not generic over the caller's result is specialised for the kernel.

  package func beginChange(_ id: SessionID) throws(SessionError) -> Change<System> {
    try begin()
    let workspace = workspaces.take()
    do throws(SessionError) {
      let start = MonotonicTime.now
      let deadline = start.advanced(byNanoseconds: lockTimeout)
      let ticket = try enterBlocking(id.digest, .exclusive, until: deadline, since: start)
      do throws(SessionError) {
        let held = try attemptBlocking(ticket, id.digest, until: deadline, since: start, workspace) {
          (turn, workspace) throws(Stop) -> Held<System> in
          try engine.beginLive(.change, id.digest, turn, workspace)
        }
        let draft = SessionDraft(version: held.version, payload: workspace.payload(held.payload))
        return Change(
          digest: id.digest, workspace: workspace, start: start, deadline: deadline, ticket: ticket, draft: draft,
          held: held)
      } catch {
        leave(ticket)
        throw error
      }
    } catch {
      endLoad(workspace)
      throw error
    }
  }

  package func edit<Result>(
    _ draft: inout SessionDraft, _ digest: SessionDigest, _ body: (inout SessionDraft) throws -> Result
  ) throws -> Result {
    try HeldDomains.with(domain(of: digest), of: turnstile) { try body(&draft) }
  }

  package func commitChange(_ change: inout Change<System>) throws(SessionError) {
    let lifetime = try accept(change.draft, change.workspace)
    try checkNotLost()
    let digest = change.digest
    let turn = Turn(granted: change.ticket)
    // The first attempt by itself: what is held is large, and a closure would move it about.
    do throws(Stop) {
      try engine.commit(change.held.take(), digest, lifetime, turn, change.workspace)
      return
    } catch {
      if case .failed(let failure) = error { throw self.error(failure, of: digest) }
    }
    try attemptBlocking(change.ticket, digest, until: change.deadline, since: change.start, change.workspace) {
      turn, workspace throws(Stop) in
      try engine.commit(nil, digest, lifetime, turn, workspace)
    }
  }

  package func endChange(_ change: inout Change<System>) {
    change.held.take()?.release()
    leave(change.ticket)
    endLoad(change.workspace)
  }

  /// Runs the user's closure on a draft and takes over what it made of it.
  private func edit<Result>(
    _ version: SessionVersion, _ payload: Range<Int>, _ digest: SessionDigest, _ workspace: Workspace,
    _ body: (inout SessionDraft) throws -> Result
  ) throws -> (Result, SessionLifetime?) {
    var draft = SessionDraft(version: version, payload: workspace.payload(payload))
    let result = try edit(&draft, digest, body)
    return (result, try accept(draft, workspace))
  }

  /// Takes over what the caller's closure made of a draft.
  /// - Returns: the new lifetime, where there is one.
  private func accept(_ draft: borrowing SessionDraft, _ workspace: Workspace) throws(SessionError) -> SessionLifetime?
  {
    let lifetime = draft.lifetime
    try lifetime?.check()
    try accept(draft.payload.span, workspace)
    shortestLifetime.note(lifetime)
    return lifetime
  }
}

package struct Change<System: SystemCalls>: ~Copyable {
  let digest: SessionDigest
  let workspace: Workspace
  let start: MonotonicTime
  let deadline: MonotonicTime
  let ticket: TurnTicket
  var draft: SessionDraft
  var held: Held<System>?
}
