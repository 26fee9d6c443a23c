// Delete and rotate.

extension StoreCore {
  package func delete(_ id: SessionID) async throws(SessionError) {
    try begin()
    defer { gate.leave() }
    var chain = DeletionChain(id.digest)
    while let step = chain.next { chain.advance(try settled(await delete(step))) }
  }

  /// One step, carried through once it is begun: what has to wait does so in a task that is nobody's to cancel.
  private func delete(_ step: DeletionChain.Step) async -> Result<Deletion, SessionError> {
    let engine = engine
    if engine.rules.durability == .none {
      switch attemptOnce(
        step.digest,
        { turn, workspace throws(Stop) in
          try engine.delete(step.digest, successorIsGone: step.successorIsGone, turn, workspace)
        })
      {
      case .done(let deletion): return .success(deletion)
      case .failed(let failure): return .failure(error(failure, of: step.digest))
      case .wait: break
      }
    }
    return await Task { () async -> Result<Deletion, SessionError> in
      let workspace = self.workspaces.take()
      defer { self.workspaces.give(workspace) }
      do throws(SessionError) {
        return .success(
          try await self.run(step.digest, .exclusive, workspace, timeout: self.deleteTimeout) {
            turn, workspace throws(Stop) in
            try engine.delete(step.digest, successorIsGone: step.successorIsGone, turn, workspace)
          })
      } catch {
        return .failure(error)
      }
    }.value
  }

  package func deleteBlocking(_ id: SessionID) throws(SessionError) {
    try begin()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    var chain = DeletionChain(id.digest)
    while let step = chain.next {
      let deletion = try runBlocking(step.digest, .exclusive, workspace, timeout: deleteTimeout) {
        turn, workspace throws(Stop) in
        try engine.delete(step.digest, successorIsGone: step.successorIsGone, turn, workspace)
      }
      chain.advance(try settled(.success(deletion)))
    }
  }

  private var deleteTimeout: Int64 { configuration.deleteTimeout.clampedNanoseconds }

  /// A session that is not there counts as deleted, but not in a directory that is not there.
  private func settled(_ deletion: Result<Deletion, SessionError>) throws(SessionError) -> Deletion {
    let deletion = try deletion.get()
    if deletion == .wasAbsent { try checkDirectory() }
    return deletion
  }

  package func rotate(
    _ id: SessionID, grace: Duration, oldID: FileSessionStore.OldID
  ) async throws(SessionError) -> SessionID {
    try Self.check(grace: grace)
    try begin()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let fresh = try SessionID.random()
    let (engine, digest) = (engine, id.digest)
    do {
      _ = try await run(digest, .exclusive, workspace) { turn, workspace throws(Stop) in
        try engine.rotate(digest, to: fresh.digest, oldID, grace: grace, turn, workspace)
      }
    } catch { throw Self.told(error, of: fresh) }
    return fresh
  }

  package func rotateBlocking(
    _ id: SessionID, grace: Duration, oldID: FileSessionStore.OldID
  ) throws(SessionError) -> SessionID {
    try Self.check(grace: grace)
    try begin()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let fresh = try SessionID.random()
    do {
      _ = try runBlocking(id.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
        try engine.rotate(id.digest, to: fresh.digest, oldID, grace: grace, turn, workspace)
      }
    } catch { throw Self.told(error, of: fresh) }
    return fresh
  }

  /// The old id is marked and only the sync failed: without the new one the session would be lost with the grace period.
  private static func told(_ error: SessionError, of fresh: SessionID) -> SessionError {
    error.code == .durabilityUnknown ? error.rotating(to: fresh) : error
  }

  private static func check(grace: Duration) throws(SessionError) {
    guard grace >= .zero else { throw SessionError(.invalidConfiguration, "a grace period has to be zero or more") }
  }
}
