#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Synchronization

extension RequestSession {
  enum Reason: Sendable { case accessed, housekeeping }

  /// - Returns: `false` where a middleware in front has begun already: the session is that one's.
  func begin(_ origin: RequestEnvironment<Value>) -> Bool {
    state.withLock { state in
      guard state.origin == nil else { return false }
      state.origin = origin
      // What is no id has no session, and is not looked up.
      state.isLoaded = origin.presented.id == nil
      return true
    }
  }

  /// Loads the session, once. An id that nobody issued, or whose session is over, is no session; it is never taken
  /// over.
  func load(_ reason: Reason) async throws {
    let pending = try state.withLock { state -> (RequestEnvironment<Value>, SessionID)? in
      guard let origin = state.origin else { throw SessionMiddlewareMissing() }
      if reason == .accessed { state.wasAccessed = true }
      guard !state.isLoaded, let id = origin.presented.id else { return nil }
      return (origin, id)
    }
    guard let (origin, id) = pending else { return }
    let snapshot: SessionSnapshot?
    do { snapshot = try origin.checked(try await origin.load(id), for: id) } catch let error as SessionError {
      switch error.code {
      case .corrupt: origin.report(unreadable: error)
      // Not what a load should say of a session that is over, but it is plain what is meant.
      case .notFound: break
      default: throw noted(error)
      }
      snapshot = nil
    }
    // Another task of this request may have loaded it, or ended it.
    try take(snapshot, origin) { !$0.isLoaded }
  }

  /// Takes the session as it is under the lock, with the edits that were made before; but not where another task of
  /// this request has ended it while the lock was waited for: what was edited since is a new one's.
  func adopt(_ snapshot: SessionSnapshot?, _ origin: RequestEnvironment<Value>) throws {
    try take(snapshot, origin) { $0.ended.isEmpty }
  }

  private func take(
    _ snapshot: SessionSnapshot?, _ origin: RequestEnvironment<Value>, if isWanted: (borrowing State) -> Bool
  ) throws {
    while true {
      let seen = state.withLock { $0 }
      guard isWanted(seen) else { return }
      let taken = try taking(snapshot, seen, origin)
      let isSettled = state.withLock { state in
        guard state.revision == seen.revision else { return false }
        state.revision += 1
        state.isLoaded = true
        (state.base, state.envelope, state.edits) = (taken.base, taken.envelope, taken.edits)
        return true
      }
      if isSettled { return }
    }
  }

  private func taking(
    _ snapshot: SessionSnapshot?, _ seen: State, _ origin: RequestEnvironment<Value>
  ) throws -> (base: StoredSession?, envelope: Envelope?, edits: [Edit]) {
    let (base, envelope, edits) = (seen.base, seen.envelope, seen.edits)
    guard let snapshot else {
      // What was edited is over since: it must not come back by way of a new session.
      if base != nil, edits.contains(where: \.isPromised) { throw refusal(.notFound, origin) }
      return (nil, base == nil ? envelope : nil, base == nil ? edits : [])
    }
    // The usual case: nobody has saved meanwhile, and no edit has to be made anew.
    if let base, base.payload == snapshot.payload { return (StoredSession(snapshot), envelope, edits) }
    do {
      var found = try origin.decode(snapshot)
      for edit in edits { try edit.apply(&found) }
      return (StoredSession(snapshot), found, edits)
    } catch let error as SessionFormatError {
      origin.report(unreadable: error)
      return (nil, envelope, edits)
    }
  }

  /// Notes that an error is this session's own. One that is thrown without that is taken for the handler's: 500.
  func noted(_ error: any Error) -> any Error {
    guard let own = error as? SessionError else { return RequestEnvironment<Value>.failure(error) }
    state.withLock { $0.failure = own }
    return own
  }

  /// What a request ends with whose edits came too late: the session was ended meanwhile, and stays so, or it has moved
  /// to an id that this request does not carry. The cookie is left alone: it may be a new login's by now.
  func refusal(_ code: SessionError.Code, _ origin: RequestEnvironment<Value>) -> any Error {
    origin.instruments.refused.increment()
    return noted(
      SessionError(
        code,
        code == .rotated
          ? "the session has moved to a new id, which this request does not carry yet: send it again"
          : "the session has ended while this request ran: what it changed is dropped"))
  }
}
#endif
