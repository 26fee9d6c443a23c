#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Logging
internal import Synchronization

extension RequestSession {
  /// Saves what the handler did. What becomes of the cookie is in `state.cookie`, also where this throws: a rotation
  /// that succeeded has to reach the browser.
  /// - Parameter keepsEdits: whether the handler succeeded; what a handler edited that failed is dropped.
  func commit(keepsEdits: Bool) async throws {
    var state = close(keepsEdits: keepsEdits)
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
    guard !state.edits.isEmpty || (state.rotates && state.base != nil) else { return try await refresh(state, origin) }
    guard let base = state.base else { return try await start(state, origin) }
    guard !base.isRotated else { return try refuse(state, .rotated, origin) }
    do {
      if state.rotates { return try await move(base, state, origin) }
      try await save(base, state, origin)
    } catch let error as SessionError where error.code == .notFound || error.code == .rotated {
      try refuse(state, error.code, origin)
    }
  }

  /// What came too late is an error, if somebody relies on it.
  func refuse(_ state: State, _ code: SessionError.Code, _ origin: RequestEnvironment<Value>) throws {
    if state.rotates || state.edits.contains(where: \.isPromised) { throw refusal(code, origin) }
  }

  /// What is to be saved. Nothing can be changed from here on, so that nothing comes too late for it and looks as if it
  /// had been done:
  ///
  /// 1. A task that the handler did not wait for edits: that is saved. 2. The session is closed. 3. The task edits
  ///    again:
  /// `SessionIsSaved`. 4. The store saves what there was at 2.
  private func close(keepsEdits: Bool) -> State {
    state.withLock { state in
      if !keepsEdits { state.discard() }
      state.isCommitted = true
      state.revision += 1
      return state
    }
  }

  private func end(_ ids: [SessionID], _ origin: RequestEnvironment<Value>) async throws {
    for id in ids { try await origin.delete(id) }
    markEnded(origin)
  }

  func markEnded(_ origin: RequestEnvironment<Value>) {
    origin.instruments.ended.increment()
    state.withLock { state in
      state.ended = []
      state.cookie = .remove
    }
  }

  private func start(_ state: State, _ origin: RequestEnvironment<Value>) async throws {
    guard var envelope = state.envelope else { return }
    envelope.cookieSent = origin.now.secondsSince1970
    let created = try await origin.create(origin.coding.encode(envelope))
    origin.instruments.started.increment()
    set(origin.renewedCookie(StoredSession(created)))
  }

  private func move(_ base: StoredSession, _ state: State, _ origin: RequestEnvironment<Value>) async throws {
    let id: SessionID
    var failure: SessionError?
    do { id = try await origin.rotate(base.id) } catch let error as SessionError {
      // It has the new id, only not on the disk yet. The browser has to hear of it all the same.
      guard let rotated = error.rotatedTo else { throw error }
      (id, failure) = (rotated, error)
    }
    origin.instruments.rotated.increment()
    set(.set(id, lifetime: base.cookieLifetime(at: origin.now)))
    if !state.edits.isEmpty { try await merge(state, base, into: id, origin) }
    if let failure { throw failure }
  }

  private func save(_ base: StoredSession, _ state: State, _ origin: RequestEnvironment<Value>) async throws {
    guard let payload = try origin.encode(state.envelope, over: base) else { return try await refresh(state, origin) }
    let ifVersion = origin.configuration.concurrency == .lastWriterWins ? nil : base.version
    do {
      try await origin.save(payload, for: base.id, ifVersion: ifVersion)
    } catch let error as SessionError where error.code == .conflict {
      // A: load v1.  B: load v1, save v2.  A: save if v1 -> conflict; its edits are made to v2, under the lock.
      origin.instruments.retried.increment()
      try await merge(state, base, into: base.id, origin)
    }
    if let cookie = origin.cookie(with: state.envelope, of: base) { set(cookie) }
  }

  /// Makes the edits under the lock: what came out of them, if the session is as it was, or each anew.
  private func merge(
    _ state: State, _ base: StoredSession, into id: SessionID, _ origin: RequestEnvironment<Value>
  ) async throws {
    try await origin.update(id) { draft in
      var envelope = try origin.coding.decode(Envelope.self, from: draft.payload)
      if draft.payload == base.payload, let edited = state.envelope {
        envelope = edited
      } else {
        for edit in state.edits { try edit.apply(&envelope) }
      }
      if base.cookieIsDue(after: envelope.cookieSent, at: origin.now) {
        envelope.cookieSent = origin.now.secondsSince1970
      }
      draft.payload = try origin.coding.encode(envelope)
    }
  }

  /// Moves the idle deadline on, where that is due. It fails no request that wanted no more than to read.
  private func refresh(_ state: State, _ origin: RequestEnvironment<Value>) async throws {
    guard let base = state.base, !base.isRotated else { return }
    switch origin.configuration.refresh {
    case .onChange where state.edits.isEmpty: return
    case .onAccess where !state.wasAccessed: return
    default: break
    }
    guard base.refreshIsDue(at: origin.now) else { return }
    do {
      try await origin.store.touch(base.id)
      set(origin.renewedCookie(base))
    } catch let error as SessionError where error.code == .notFound || error.code == .rotated {
      // It ended or moved on meanwhile; the response that did that says so.
    } catch {
      origin.logger.warning("session's deadline was not moved on", metadata: ["reason": "\(error)"])
    }
  }

  func set(_ cookie: CookieChange) { state.withLock { $0.cookie = cookie } }
}

extension RequestSession.State {
  /// The handler failed: what it edited is dropped.
  mutating func discard() {
    edits = []
    revision += 1
    rotates = false
  }
}
#endif
