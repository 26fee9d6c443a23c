internal import Synchronization

// Update: two phases with the user's closure between them, the lock held throughout.

extension StoreCore {
  package func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    try gate.enter()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let (engine, digest, start) = (engine, id.digest, MonotonicTime.now)
    let deadline = start.advanced(by: configuration.lockTimeout)
    let ticket = try await enter(digest, .exclusive, until: deadline, since: start)
    defer { leave(ticket) }
    let held = try await attempt(ticket, digest, until: deadline, since: start, workspace) {
      (turn, workspace) throws(Stop) -> Held<System> in
      try engine.beginLive(.change, digest, turn, workspace)
    }
    let result: Result
    let lifetime: SessionLifetime?
    do { (result, lifetime) = try edit(held.version, held.payload, digest, workspace, body) } catch {
      held.release()
      throw error
    }
    let handover = Handover(held)
    try await attempt(ticket, digest, until: deadline, since: start, workspace) { turn, workspace throws(Stop) in
      try engine.commit(handover.takeIfPresent(), digest, lifetime, turn, workspace)
    }
    return result
  }

  package func updateBlocking<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) throws -> Result {
    try gate.enter()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let start = MonotonicTime.now
    let deadline = start.advanced(by: configuration.lockTimeout)
    let ticket = try enterBlocking(id.digest, .exclusive, until: deadline, since: start)
    defer { leave(ticket) }
    let held = try attemptBlocking(ticket, id.digest, until: deadline, since: start, workspace) {
      (turn, workspace) throws(Stop) -> Held<System> in
      try engine.beginLive(.change, id.digest, turn, workspace)
    }
    let result: Result
    let lifetime: SessionLifetime?
    do { (result, lifetime) = try edit(held.version, held.payload, id.digest, workspace, body) } catch {
      held.release()
      throw error
    }
    var first: Held<System>? = consume held
    try attemptBlocking(ticket, id.digest, until: deadline, since: start, workspace) { turn, workspace throws(Stop) in
      try engine.commit(first.take(), id.digest, lifetime, turn, workspace)
    }
    return result
  }

  /// Runs the user's closure on a draft and takes over what it made of it.
  private func edit<Result>(
    _ version: SessionVersion, _ payload: Range<Int>, _ digest: SessionDigest, _ workspace: Workspace,
    _ body: (inout SessionDraft) throws -> Result
  ) throws -> (Result, SessionLifetime?) {
    var draft = SessionDraft(version: version, payload: workspace.payload(payload))
    let result = try HeldDomains.with(domain(of: digest), of: turnstile) { try body(&draft) }
    try draft.lifetime?.check()
    try accept(draft.payload.span, workspace)
    shortestLifetime.note(draft.lifetime)
    return (result, draft.lifetime)
  }
}
