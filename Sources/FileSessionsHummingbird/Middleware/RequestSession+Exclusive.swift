#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Hummingbird
internal import Synchronization

extension RequestSession {
  /// Runs a handler with the session's lock held, from before it begins until what it did is saved. Where there is no
  /// session there is nothing to lock.
  func exclusively(_ handler: () async throws -> Response) async throws -> Response {
    let pending = state.withLock { state in
      state.ended == nil ? state.origin.flatMap { origin in origin.presented.id.map { (origin, $0) } } : nil
    }
    guard let (origin, id) = pending else { return try await handler() }
    var hasBegun = false
    do {
      return try await origin.store.withLock(id, timeout: origin.configuration.lockTimeout) { locked in
        hasBegun = true
        try adopt(locked.snapshot)
        let outcome = await HandlerOutcome(handler)
        if outcome.keepsEdits { try await save(&locked, origin) } else { discard() }
        return try outcome.response.get()
      }
    } catch let error as SessionError where !hasBegun && (error.code == .notFound || error.code == .corrupt) {
      if error.code == .corrupt { origin.report(unreadable: error) }
      try adopt(nil)
      return try await handler()
    } catch let error as SessionError where !hasBegun && error.code == .rotated {
      // It is frozen: there is nothing that could be changed, and so nothing to lock.
      return try await handler()
    }
  }

  private func save(_ locked: inout LockedSession, _ origin: SessionOrigin<Value>) async throws {
    let state = state.withLock { $0 }
    guard state.ended == nil else {
      try await locked.delete()
      origin.instruments.ended.increment()
      return self.state.withLock { state in
        state.ended = nil
        state.cookie = .remove
      }
    }
    // A rotation takes the lock of its own; the edits are made after it.
    guard !state.rotates, !state.edits.isEmpty, let base = state.base, let envelope = state.envelope else { return }
    let payload = try origin.coding.encode(envelope)
    if payload != base.payload { try await locked.save(payload) }
    let saved = locked.snapshot.map(SessionBase.init)
    self.state.withLock { state in
      state.edits = []
      if origin.configuration.refreshIsDue(base) {
        state.cookie = .set(base.id, lifetime: origin.configuration.cookieLifetime(of: base.created))
      }
      if let saved { state.base = saved }
    }
  }
}
#endif
