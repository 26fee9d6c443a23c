extension StoreCore {
  /// How many steps a chain of rotated ids may have before a load gives up following it.
  private static var longestChain: Int { 16 }

  package func load(_ id: SessionID) async throws(SessionError) -> SessionSnapshot? {
    if let session = try recall(id) { return SessionSnapshot(id: id, payload: session.payload, session.header) }
    try begin()
    defer { gate.leave() }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    if let (header, payload) = engine.glanceAtHeld(id.digest, workspace) {
      return SessionSnapshot(id: id, payload: workspace.payload(payload), header)
    }
    var digest = id.digest
    for _ in 0..<Self.longestChain {
      let standing: Standing
      switch try look(digest, workspace) {
      case .settled(let settled): standing = settled
      case .unsettled where HeldDomains.contain(domain(of: digest), of: turnstile):
        standing = try lookWhileHeld(digest, workspace)
      case .unsettled:
        let settled = try await run(digest, engine.readerMode, workspace) {
          [engine, digest] turn, workspace throws(Stop) in
          try engine.settle(digest, turn, workspace)
        }
        if settled.needsRepair { repair(digest) }
        standing = settled.standing
      }
      switch try resolve(standing, digest, workspace) {
      case .none:
        try checkDirectory()
        return nil
      case .some(.here(let header, let payload)):
        return SessionSnapshot(id: id, payload: workspace.payload(payload), header)
      case .some(.at(let successor)): digest = successor
      }
    }
    return nil
  }

  package func loadBlocking<Result>(
    _ id: SessionID, _ body: (Span<UInt8>, RecordHeader) throws -> Result
  ) throws -> Result? {
    if let session = try recall(id) { return try body(session.payload.span, session.header) }
    let workspace = try beginLoad()
    defer { endLoad(workspace) }
    guard let (header, payload) = try find(id, workspace) else { return nil }
    let bytes = workspace.incoming
    return try body(bytes.span.extracting(payload), header)
  }

  // The steps of a load are not generic over what the caller's closure returns: a function that is left generic in one
  // parameter is specialised in none, and the engine would run through witness tables.

  /// A session that is remembered, and current.
  package func recall(_ id: SessionID) throws(SessionError) -> RememberedSession? {
    guard engine.rules.remembersLoads else { return nil }
    try enter()
    defer { gate.leave() }
    return engine.recall(id.digest)
  }

  package func beginLoad() throws(SessionError) -> Workspace {
    try begin()
    return workspaces.take()
  }

  package func endLoad(_ workspace: Workspace) {
    workspaces.give(workspace)
    gate.leave()
  }

  /// The session's header, and where its payload stands in the workspace's incoming bytes.
  package func find(
    _ id: SessionID, _ workspace: Workspace
  ) throws(SessionError) -> (header: RecordHeader, payload: Range<Int>)? {
    if let usual = engine.glanceAtHeld(id.digest, workspace) { return usual }
    var digest = id.digest
    for _ in 0..<Self.longestChain {
      let standing: Standing
      switch try look(digest, workspace) {
      case .settled(let settled): standing = settled
      case .unsettled where HeldDomains.contain(domain(of: digest), of: turnstile):
        standing = try lookWhileHeld(digest, workspace)
      case .unsettled:
        let settled = try runBlocking(digest, engine.readerMode, workspace) { turn, workspace throws(Stop) in
          try engine.settle(digest, turn, workspace)
        }
        if settled.needsRepair { repair(digest) }
        standing = settled.standing
      }
      switch try resolve(standing, digest, workspace) {
      case .none:
        try checkDirectory()
        return nil
      case .some(.here(let header, let payload)): return (header, payload)
      case .some(.at(let successor)): digest = successor
      }
    }
    return nil
  }

  /// A look without a lock.
  func look(_ digest: SessionDigest, _ workspace: Workspace) throws(SessionError) -> Glance {
    do { return try engine.glance(digest, workspace) } catch {
      throw self.error(error.failure, of: digest)
    }
  }

  /// A look inside this task's own `withLock`: it need not wait for itself, and nobody else is writing.
  private func lookWhileHeld(_ digest: SessionDigest, _ workspace: Workspace) throws(SessionError) -> Standing {
    do { return try engine.peek(digest, workspace) } catch {
      throw self.error(error.failure, of: digest)
    }
  }

  private enum Place {
    case here(RecordHeader, payload: Range<Int>)
    /// The id was rotated, and its loads are forwarded by choice.
    case at(SessionDigest)
  }

  private func resolve(
    _ standing: Standing, _ digest: SessionDigest, _ workspace: Workspace
  ) throws(SessionError) -> Place? {
    switch standing {
    // One that is larger than this store allows is another application's on the same directory.
    case .absent, .expired, .damaged(.oversized): nil
    case .live(let header, let payload): .here(header.believed(at: engine.system.now()), payload: payload)
    case .rotated(let header, let payload):
      header.state == .forwarding ? .at(workspace.successor(before: payload)) : .here(header, payload: payload)
    case .damaged(let damage): throw error(.corrupt(damage), of: digest)
    }
  }

  /// Zeroes a torn slot if nobody is at work there: without that, one kill would send every later reader to the lock.
  private func repair(_ digest: SessionDigest) {
    attemptOnce(digest) { (turn, workspace) throws(Stop) in try engine.repair(digest, turn, workspace) }
  }

  /// Runs a phase if neither the turn nor the lock has to be waited for.
  @discardableResult
  func attemptOnce<Output>(
    _ digest: SessionDigest, _ phase: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) -> Attempt<Output> {
    let ticket = turnstile.ticket(for: domain(of: digest), .exclusive)
    let takesTurn = ticket.domain != .nothing
    if takesTurn, engine.system.enterTurn(ticket) == .queued {
      engine.system.leaveTurn(ticket)
      return .wait(.lockHeld)
    }
    defer { leave(ticket) }
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    let turn = Turn(granted: ticket)
    return Attempt { () throws(Stop) in try phase(turn, workspace) }
  }
}
