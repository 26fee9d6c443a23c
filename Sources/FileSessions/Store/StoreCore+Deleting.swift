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
    try gate.enter()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let fresh = try SessionID.random()
    let (engine, digest) = (engine, id.digest)
    _ = try await run(digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.rotate(digest, to: fresh.digest, oldID, grace: grace, turn, workspace)
    }
    return fresh
  }

  package func rotateBlocking(
    _ id: SessionID, grace: Duration, oldID: FileSessionStore.OldID
  ) throws(SessionError) -> SessionID {
    try gate.enter()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let fresh = try SessionID.random()
    _ = try runBlocking(id.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.rotate(id.digest, to: fresh.digest, oldID, grace: grace, turn, workspace)
    }
    return fresh
  }
}

/// The ids that a deletion concerns: a rotated one, its successor, the successor's. The newest goes first, so that a
/// kill in between leaves ids that lead to nothing, and not a session that nobody knows the id of.
private struct DeletionChain {
  private var digests: [SessionDigest]
  private var isBackward = false

  init(_ digest: SessionDigest) { digests = [digest] }

  var next: (digest: SessionDigest, successorIsGone: Bool)? { digests.last.map { ($0, isBackward) } }

  mutating func advance<System>(_ outcome: Engine<System>.Deletion) {
    switch outcome {
    case .successorFirst(let successor) where !digests.contains(successor): digests.append(successor)
    // A chain that leads back to itself was not written by a store; what is left of it is removed as it stands.
    case .successorFirst, .done:
      digests.removeLast()
      isBackward = true
    }
  }
}
