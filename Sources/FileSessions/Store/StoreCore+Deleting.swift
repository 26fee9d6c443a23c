// Delete and rotate.

extension StoreCore {
  package func delete(_ id: SessionID) async throws(SessionError) {
    try gate.enter()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let engine = engine
    var chain = DeletionChain(id.digest)
    while let step = chain.next {
      chain.advance(
        try await run(step.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
          try engine.delete(step.digest, successorIsGone: step.successorIsGone, turn, workspace)
        })
    }
  }

  package func deleteBlocking(_ id: SessionID) throws(SessionError) {
    try gate.enter()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    var chain = DeletionChain(id.digest)
    while let step = chain.next {
      chain.advance(
        try runBlocking(step.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
          try engine.delete(step.digest, successorIsGone: step.successorIsGone, turn, workspace)
        })
    }
  }

  package func rotate(
    _ id: SessionID, grace: Duration, oldID: FileSessionStore.OldID
  ) async throws(SessionError) -> SessionID {
    try Self.check(grace: grace)
    try gate.enter()
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
    try gate.enter()
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
