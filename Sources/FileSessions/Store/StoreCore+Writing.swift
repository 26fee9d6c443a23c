// Create, put, save, touch: operations of one phase.

extension StoreCore {
  /// An operation's frame: refused after `close`, with a workspace of its own that holds the payload.
  private func begin(
    _ payload: Span<UInt8>, _ lifetime: SessionLifetime?
  ) throws(SessionError) -> Workspace {
    try lifetime?.check()
    try begin()
    let workspace = workspaces.take()
    do { try accept(payload, workspace) } catch {
      end(workspace)
      throw error
    }
    shortestLifetime.note(lifetime)
    return workspace
  }

  private func end(_ workspace: Workspace) {
    workspaces.give(workspace)
    gate.leave()
  }

  package func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload.span, lifetime)
    defer { end(workspace) }
    let (engine, digest, lifetime) = (engine, id.digest, lifetime ?? configuration.lifetime)
    return try await run(digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.create(digest, lifetime, turn, workspace)
    }
  }

  package func createBlocking(
    _ payload: Span<UInt8>, as id: SessionID, lifetime: SessionLifetime?
  ) throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload, lifetime)
    defer { end(workspace) }
    let lifetime = lifetime ?? configuration.lifetime
    return try runBlocking(id.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.create(id.digest, lifetime, turn, workspace)
    }
  }

  package func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload.span, lifetime)
    defer { end(workspace) }
    let (engine, digest, initial) = (engine, id.digest, configuration.lifetime)
    return try await run(digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.put(digest, lifetime, initial: initial, turn, workspace)
    }
  }

  package func putBlocking(
    _ payload: Span<UInt8>, for id: SessionID, lifetime: SessionLifetime?
  ) throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload, lifetime)
    defer { end(workspace) }
    return try runBlocking(id.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.put(id.digest, lifetime, initial: configuration.lifetime, turn, workspace)
    }
  }

  package func save(
    _ payload: [UInt8], for id: SessionID, ifVersion version: SessionVersion?, lifetime: SessionLifetime?
  ) async throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload.span, lifetime)
    defer { end(workspace) }
    let (engine, digest) = (engine, id.digest)
    return try await run(digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.save(digest, ifVersion: version, lifetime, turn, workspace)
    }
  }

  package func saveBlocking(
    _ payload: Span<UInt8>, for id: SessionID, ifVersion version: SessionVersion?, lifetime: SessionLifetime?
  ) throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload, lifetime)
    defer { end(workspace) }
    return try runBlocking(id.digest, .exclusive, workspace) { turn, workspace throws(Stop) in
      try engine.save(id.digest, ifVersion: version, lifetime, turn, workspace)
    }
  }

  package func touch(_ id: SessionID) async throws(SessionError) {
    let workspace = try begin(Span(), nil)
    defer { end(workspace) }
    let digest = id.digest
    guard try !isFresh(digest, workspace) else { return }
    let deadline = MonotonicTime.now.advanced(byNanoseconds: lockTimeout)
    // Where no thread is free in time it is due again, too.
    guard let attempt = await offloaded(until: deadline, { self.touchOnce(digest) }) else { return }
    try settle(attempt, digest)
  }

  package func touchBlocking(_ id: SessionID) throws(SessionError) {
    let workspace = try begin(Span(), nil)
    defer { end(workspace) }
    guard try !isFresh(id.digest, workspace) else { return }
    try settle(touchOnce(id.digest), id.digest)
  }

  /// Moves a deadline without waiting for anybody. Only a file that was replaced meanwhile is worth another look.
  private func touchOnce(_ digest: SessionDigest) -> Attempt<Bool> {
    for _ in 0..<4 {
      switch attemptOnce(digest, { turn, workspace throws(Stop) in try engine.touch(digest, turn, workspace) }) {
      case .done(let isTouched): return .done(isTouched)
      case .failed(let failure): return .failed(failure)
      case .wait(.lockHeld): return .wait(.lockHeld)
      case .wait(.changed): continue
      }
    }
    return .wait(.changed)
  }

  /// A session that somebody else holds is left as it is: it is due again at the next request.
  private func settle(_ attempt: consuming Attempt<Bool>, _ digest: SessionDigest) throws(SessionError) {
    if case .failed(let failure) = attempt { throw error(failure, of: digest) }
  }

  /// Whether a touch has nothing to do, told without a lock: the session lives, and its deadline is late enough.
  private func isFresh(_ digest: SessionDigest, _ workspace: Workspace) throws(SessionError) -> Bool {
    let header: RecordHeader
    if let session = engine.recall(digest) {
      header = session.header
    } else {
      guard case .settled(.live(let found, _)) = try look(digest, workspace) else { return false }
      header = found
    }
    return header.touched(at: engine.system.now(), coalescing: engine.rules.touchCoalescingThousandths) == nil
  }
}
