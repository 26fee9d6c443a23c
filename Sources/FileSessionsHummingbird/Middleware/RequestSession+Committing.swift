#if Hummingbird
internal import FileSessions
internal import Logging
internal import Synchronization

extension RequestSession {
  /// Saves what the handler did. What becomes of the cookie is in `state.cookie`, also where this throws: a rotation
  /// that succeeded has to reach the browser.
  /// - Parameter keepsEdits: whether the handler succeeded; what a handler edited that failed is dropped.
  func commit(keepsEdits: Bool) async throws {
    do { try await commitChanges(keepsEdits: keepsEdits) } catch {
      state.withLock { $0.discard() }
      await withdraw()
      await noteUse()
      throw error
    }
    await noteUse()
  }

  private func commitChanges(keepsEdits: Bool) async throws {
    await close(keepsEdits: keepsEdits)
    var state = self.state.withLock { $0 }
    guard let origin = state.origin else { return }
    if !state.ended.isEmpty { try await end(state.ended, origin) }
    if !state.isLoaded, state.rotates || origin.configuration.refresh == .saveEveryRequest {
      do { try await load(.housekeeping) } catch {
        // Who wanted no more than to move the deadline on fails no request.
        guard !state.rotates else { throw error }
        origin.logger.warning("session's deadline was not moved on", metadata: ["reason": "\(error)"])
      }
      // Closed as it is, it has changed by the load alone.
      state = self.state.withLock { $0 }
    }
    if state.isWithdrawn { await withdraw() }
    guard !state.edits.isEmpty || (state.rotates && state.base != nil) else { return await refresh(state, origin) }
    guard let base = state.base else {
      guard let envelope = state.envelope, origin.mayBegin else { return await withdraw() }
      return keep(try await make(envelope, state.lifetime, state.rivals, origin), envelope)
    }
    do {
      guard try await goesOn(state.envelope, origin) else { throw SessionError(.notFound, "its user has ended it") }
      if state.rotates { return try await logIn(base, state, origin) }
      guard !base.isRotated else { throw SessionError(.rotated, "the session was loaded under its old id") }
      try await save(base, state, origin)
    } catch let error as SessionError where error.code == .notFound || error.code == .rotated {
      // What came too late is an error: somebody relies on it.
      throw refusal(error.code, origin)
    }
  }

  /// What is to be saved. Nothing can be changed from here on, so that nothing comes too late for it and looks as if it
  /// had been done:
  ///
  /// 1. A task that the handler did not wait for edits: that is saved. 2. The session is closed. 3. The task edits
  ///    again: `SessionIsSaved`. 4. The store saves what there was at 2.
  private func close(keepsEdits: Bool) async {
    let turn = state.withLock { state in
      if !keepsEdits { state.discard() }
      state.isCommitted = true
      state.revision += 1
      return state.turn
    }
    // What has begun to save comes first: it may be what begins the session.
    await turn?.value
  }

  private func end(_ ids: [SessionID], _ origin: RequestEnvironment<Value>) async throws {
    await forget(ids, origin)
    try await delete(ids, origin)
    markEnded(origin)
  }

  /// All of them, also where one fails.
  private func delete(_ ids: [SessionID], _ origin: RequestEnvironment<Value>) async throws {
    var failure: (any Error)?
    for id in ids {
      do { try await origin.delete(id) } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  func markEnded(_ origin: RequestEnvironment<Value>) {
    origin.instruments.ended.increment()
    state.withLock { state in
      state.ended = []
      state.cookie = .remove
    }
  }

  /// Makes a session, and ends those whose place it takes: not before there is one to go on with.
  /// - Parameters:
  ///   - old: what it is a copy of.
  ///   - lifetime: `nil` for what is configured.
  func make(
    _ envelope: Envelope, over old: [UInt8] = [], _ lifetime: SessionLifetime?, _ rivals: [SessionID],
    _ origin: RequestEnvironment<Value>
  ) async throws -> StoredSession {
    let created = StoredSession(try await origin.create(origin.encode(envelope, over: old), lifetime: lifetime))
    origin.instruments.started.increment()
    set(created.id, created.lifetimeLeft(at: origin.now), envelope, origin)
    state.withLock { ($0.rivals, $0.isUseNew) = ([], true) }
    await forget(rivals, origin)
    try await delete(rivals, origin)
    return created
  }

  private func keep(_ made: StoredSession, _ envelope: Envelope) {
    state.withLock { ($0.base, $0.stored, $0.envelope) = (made, envelope, envelope) }
  }

  /// Moves the session, and makes the edits under its new id. Where another request has moved it already:
  ///
  /// 1. Somebody clicks twice on "Log in", or once more since no answer came. Both requests carry the id of before.
  /// 2. The first one moves the session, and writes its login to the new id.
  /// 3. The second one gets a session of its own, made from what the old id still answers: the cart, but nothing that
  ///    the first one wrote.
  private func logIn(_ base: StoredSession, _ state: State, _ origin: RequestEnvironment<Value>) async throws {
    do {
      guard !base.isRotated else { throw SessionError(.rotated, "the session was loaded under its old id") }
      let id = try await move(base, origin)
      if !state.edits.isEmpty { try await merge(into: id, origin) }
    } catch let error as SessionError where error.code == .rotated {
      // Who wanted no more than a new id: the session has one.
      guard !state.edits.isEmpty else { return }
      let copy = try await copy(base.id, state, origin)
      keep(copy.made, copy.envelope)
    }
  }

  /// Makes a session of what an old id answers, with the edits of this request.
  func copy(
    _ id: SessionID, _ state: State, _ origin: RequestEnvironment<Value>
  ) async throws -> (made: StoredSession, envelope: Envelope) {
    // Looked up anew: a handler may take longer than the old id answers.
    guard state.rotation == .login, let frozen = try await find(id, origin), frozen.stored.isRotated else {
      throw SessionError(.rotated, "the session has moved to another id")
    }
    var envelope = try remake(state, on: frozen.stored.payload, origin, frozen.envelope)
    try await bind(copy: &envelope, state, origin)
    let lifetime = state.lifetime ?? frozen.stored.lifetimeLeft(at: origin.now)
    return (try await make(envelope, over: frozen.stored.payload, lifetime, [], origin), envelope)
  }

  /// Gives the session its new id, which reaches the browser also where what follows fails.
  func move(_ base: StoredSession, _ origin: RequestEnvironment<Value>) async throws -> SessionID {
    let id: SessionID
    var failure: SessionError?
    do { id = try await origin.rotate(base.id) } catch let error as SessionError {
      // It has the new id, only not on the disk yet. The browser has to hear of it all the same.
      guard let rotated = error.rotatedTo else { throw error }
      (id, failure) = (rotated, error)
    }
    origin.instruments.rotated.increment()
    state.withLock { state in
      state.rotation = nil
      state.revision += 1
      state.base?.id = id
    }
    if let envelope = state.withLock({ $0.envelope }) { set(id, base.lifetimeLeft(at: origin.now), envelope, origin) }
    if let failure { throw failure }
    return id
  }

  private func save(_ base: StoredSession, _ state: State, _ origin: RequestEnvironment<Value>) async throws {
    guard let envelope = state.envelope else { return }
    let payload = try origin.encode(envelope, over: base.payload)
    guard payload != base.payload || state.lifetime != nil else { return await refresh(state, origin) }
    do {
      try await origin.save(payload, for: base.id, ifVersion: base.version, lifetime: state.lifetime)
      announce(state.lifetime, of: base.id, envelope, origin)
    } catch let error as SessionError where error.code == .conflict {
      // A: load v1.  B: load v1, save v2.  A: save if v1 -> conflict; its edits are made to v2, under the lock.
      try await merge(into: base.id, origin)
    }
  }

  /// Makes the edits under the lock: what came out of them, if the session is as it was, or each anew. By then a
  /// decision of another task of this request may have saved some of them.
  private func merge(into id: SessionID, _ origin: RequestEnvironment<Value>) async throws {
    let (envelope, lifetime) = try await origin.update(id) { draft in
      let state = state.withLock { $0 }
      let envelope = try remake(state, on: draft.payload, origin, origin.decode(draft.payload))
      draft.payload = try origin.encode(envelope, over: draft.payload)
      draft.lifetime = state.lifetime
      return (envelope, state.lifetime)
    }
    announce(lifetime, of: id, envelope, origin)
  }

  /// What a request that failed has done already beside its edits is undone.
  private func withdraw() async {
    await giveBack()
    await unbind()
  }

  /// A page that failed has shown nothing: the messages that it took wait for the next one.
  private func giveBack() async {
    let (origin, base, taken) = state.withLock { state in
      defer { state.taken = [] }
      return (state.origin, state.base, state.taken)
    }
    guard let origin, let base, !taken.isEmpty else { return }
    do {
      try await origin.update(base.id) { draft in
        var envelope = try origin.decode(draft.payload)
        envelope.flashes = taken + envelope.flashes
        draft.payload = try origin.encode(envelope, over: draft.payload)
      }
    } catch {
      origin.logger.warning("messages of a page that failed are lost", metadata: ["reason": "\(error)"])
    }
  }

  /// Moves the idle deadline on, where that is due. It fails no request that wanted no more than to read.
  private func refresh(_ state: State, _ origin: RequestEnvironment<Value>) async {
    guard let base = state.base, !base.isRotated, state.isUsed(origin.configuration.refresh) else { return }
    guard base.refreshIsDue(at: origin.now) else { return }
    do {
      try await origin.store.touch(base.id)
    } catch let error as SessionError where error.code == .notFound || error.code == .rotated {
      // It ended or moved on meanwhile; the response that did that says so.
    } catch {
      origin.logger.warning("session's deadline was not moved on", metadata: ["reason": "\(error)"])
    }
  }

  /// The session has another lifetime from now on: so has its cookie.
  /// - Parameter lifetime: `nil` where it has the one that it had.
  func announce(
    _ lifetime: SessionLifetime?, of id: SessionID, _ envelope: Envelope, _ origin: RequestEnvironment<Value>
  ) {
    guard let lifetime else { return }
    let deadline = lifetime.absolute.map { origin.now.advanced(by: $0) }
    state.withLock { state in
      state.lifetime = nil
      state.isUseNew = true
      state.base?.idleTimeout = lifetime.idle
      state.base?.absoluteDeadline = deadline
    }
    set(id, lifetime, envelope, origin)
  }

  private func set(
    _ id: SessionID, _ lifetime: SessionLifetime, _ envelope: Envelope, _ origin: RequestEnvironment<Value>
  ) {
    let persistence = envelope.cookie ?? origin.configuration.cookiePersistence
    let cookie = CookieChange.set(id, lifetime: persistence == .persistent ? lifetime.cookieLifetime : nil)
    state.withLock { $0.cookie = cookie }
  }
}

extension RequestSession.State {
  /// Whether the request is one that moves the idle deadline on.
  func isUsed(_ refresh: SessionRefresh) -> Bool {
    switch refresh {
    case .onChange: isSaved || !edits.isEmpty
    case .onAccess: wasAccessed
    case .saveEveryRequest: true
    }
  }

  /// The handler failed: what it edited is dropped.
  mutating func discard() {
    isWithdrawn = true
    edits = []
    envelope = stored
    revision += 1
    rotation = nil
    lifetime = nil
  }
}
#endif
