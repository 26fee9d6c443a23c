// Update: the caller's closure between the phases of one verb.

extension StoreCore {
  package func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    var result: Result?
    try await change(id) { draft in result = try body(&draft) }
    return try Self.answered(result)
  }

  package func updateBlocking<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) throws -> Result {
    var result: Result?
    try changeBlocking(id) { draft in result = try body(&draft) }
    return try Self.answered(result)
  }

  static func answered<Result>(_ result: consuming Result?) throws -> Result {
    guard let result else { preconditionFailure("a change was committed whose closure did not run") }
    return result
  }

  // As with a load: what is not generic over the caller's result is specialised for the kernel. So `FileSessionStore`
  // calls these, and not `update`.

  func change(_ id: SessionID, _ edit: (inout SessionDraft) throws -> Void) async throws {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    var thrown: (any Error)?
    try await run(ChangeVerb(), id.digest, workspace) { verb, context in
      thrown = self.edit(&verb, context, edit)
    }
    if let thrown { throw thrown }
  }

  func changeBlocking(_ id: SessionID, _ edit: (inout SessionDraft) throws -> Void) throws {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    var thrown: (any Error)?
    try runBlocking(ChangeVerb(), id.digest, workspace) { verb, context in
      thrown = self.edit(&verb, context, edit)
    }
    if let thrown { throw thrown }
  }

  /// Runs the caller's closure on a draft, and takes over what it made of it.
  /// - Returns: why there is nothing to be committed.
  private func edit(
    _ verb: inout ChangeVerb<System>, _ context: borrowing VerbContext, _ edit: (inout SessionDraft) throws -> Void
  ) -> (any Error)? {
    let workspace = context.workspace
    do {
      let found = verb.found
      var draft = SessionDraft(version: found.version, payload: workspace.payload(found.payload))
      try HeldDomains.with(context.ticket.domain, of: localLocks) { try edit(&draft) }
      let lifetime = draft.lifetime
      try lifetime?.check()
      try accept(draft.payload.span, workspace)
      shortestLifetime.note(lifetime)
      try checkNotLost()
      verb.lifetime = lifetime
      return nil
    } catch {
      verb.abandon()
      return error
    }
  }
}
