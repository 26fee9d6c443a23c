#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Synchronization

extension RequestSession {
  enum Reason: Sendable { case accessed, housekeeping }

  func begin(_ origin: SessionOrigin<Value>) {
    state.withLock { state in
      state = State()
      state.origin = origin
      // What is no id has no session, and is not looked up.
      state.isLoaded = origin.presented.id == nil
    }
  }

  /// Loads the session, once. An id that nobody issued, or whose session is over, is no session; it is never taken over.
  func load(_ reason: Reason) async throws {
    let pending = try state.withLock { state -> (SessionOrigin<Value>, SessionID)? in
      guard let origin = state.origin else { throw SessionMiddlewareMissing() }
      if reason == .accessed { state.wasAccessed = true }
      guard !state.isLoaded, let id = origin.presented.id else { return nil }
      return (origin, id)
    }
    guard let (origin, id) = pending else { return }
    let snapshot: SessionSnapshot?
    do { snapshot = try await origin.store.load(id) } catch let error as SessionError where error.code == .corrupt {
      origin.report(unreadable: error)
      snapshot = nil
    }
    // Another task of this request may have loaded it, or ended it.
    try state.withLock { state in
      guard !state.isLoaded else { return }
      try state.take(snapshot, origin)
    }
  }

  /// Takes the session as it is under the lock, with the edits that were made before.
  func adopt(_ snapshot: SessionSnapshot?) throws {
    try state.withLock { state in
      guard let origin = state.origin else { throw SessionMiddlewareMissing() }
      try state.take(snapshot, origin)
    }
  }
}

extension RequestSession.State {
  mutating func take(_ snapshot: SessionSnapshot?, _ origin: SessionOrigin<Value>) throws {
    isLoaded = true
    if base != nil, snapshot == nil {
      // What was edited is over since: it must not come back by way of a new session.
      edits = []
      origin.instruments.refused.increment()
    }
    base = nil
    envelope = nil
    if let snapshot {
      do {
        envelope = try origin.decode(snapshot)
        base = SessionBase(snapshot)
      } catch let error as SessionFormatError {
        origin.report(unreadable: error)
      }
    }
    guard !edits.isEmpty else { return }
    var renewed = envelope ?? SessionEnvelope(origin.initialValue())
    for edit in edits { try edit(&renewed) }
    envelope = renewed
  }
}
#endif
