#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Logging
internal import Synchronization

extension RequestSession {
  enum Reason: Sendable { case accessed, housekeeping }

  /// - Returns: `false` where a middleware in front has begun already: the session is that one's.
  func begin(_ origin: RequestEnvironment<Value>) -> Bool {
    state.withLock { state in
      guard state.origin == nil else { return false }
      state.origin = origin
      // What is no id has no session, and is not looked up.
      state.isLoaded = origin.presented.ids.isEmpty
      return true
    }
  }

  /// Loads the session, once. An id that nobody issued, or whose session is over, is no session; it is never taken
  /// over.
  func load(_ reason: Reason) async throws {
    let pending = try state.withLock { state -> RequestEnvironment<Value>? in
      guard let origin = state.origin else { throw SessionMiddlewareMissing() }
      if reason == .accessed { state.wasAccessed = true }
      return state.isLoaded ? nil : origin
    }
    guard let origin = pending else { return }
    let found = try await find(origin)
    // Another task of this request may have loaded it, or ended it.
    try take(found, origin) { !$0.isLoaded }
  }

  /// Finds the session among the ids that a request brings. Mostly there is one; but a browser sends several cookies of
  /// one name where an older one has another path or domain, and a sub-domain may plant its own beside ours.
  ///
  /// 1. A few ids are looked up, no more. What is no id, leads nowhere or is over counts as nothing.
  /// 2. One session lives: it is that one. An old cookie that the browser cannot be rid of locks nobody out.
  /// 3. Several live: nobody can say which is whose, so none is shown or changed. The first edit begins a new session
  ///    and ends those, or the new one would be one of several again: no login would ever get through.
  /// 4. None lives, and one old id still answers after a rotation: it is that.
  /// 5. A planted id alone is taken for what it is: the one who planted it sees what the visitor does there, until a login
  ///    rotates; what the login writes the planted id never answers. `SessionCookie.host` lets nobody plant one.
  private func find(_ origin: RequestEnvironment<Value>) async throws -> FoundSession<Value>? {
    var (living, frozen): ([FoundSession<Value>], [FoundSession<Value>]) = ([], [])
    for id in origin.presented.ids {
      guard let found = try await find(id, origin) else { continue }
      if found.stored.isRotated { frozen.append(found) } else { living.append(found) }
    }
    if living.count > 1 {
      let rivals = living.map(\.stored.id)
      state.withLock { if !$0.isLoaded { $0.rivals = rivals } }
    }
    let found = living.isEmpty ? frozen : living
    return found.count == 1 ? found[0] : nil
  }

  func find(_ id: SessionID, _ origin: RequestEnvironment<Value>) async throws -> FoundSession<Value>? {
    let loaded: SessionSnapshot?
    do { loaded = try await origin.load(id) } catch let error as SessionError {
      switch error.code {
      case .corrupt: origin.report(unreadable: error)
      // Not what a load should say of a session that is over, but it is plain what is meant.
      case .notFound: break
      default: throw noted(error)
      }
      return nil
    }
    return try await open(loaded, id, origin)
  }

  /// Decodes what a store answers, and looks whether it goes on. What cannot be read, belongs to another cookie, or was
  /// ended by its user, counts as none.
  func open(
    _ snapshot: SessionSnapshot?, _ id: SessionID, _ origin: RequestEnvironment<Value>
  ) async throws -> FoundSession<Value>? {
    guard let stored = try checked(snapshot, id, origin) else { return nil }
    do {
      let envelope = try origin.decode(stored.payload)
      guard let user = envelope.user else { return FoundSession(stored: stored, envelope: envelope, use: nil) }
      guard let use = try await use(of: envelope.handle, boundTo: user, origin) else { return nil }
      return FoundSession(stored: stored, envelope: envelope, use: use)
    } catch let error as SessionFormatError {
      origin.report(unreadable: error)
      return nil
    } catch is RequestEnvironment<Value>.OtherCookie {
      origin.logger.debug("the id is that of another cookie's session, and counts as none")
      return nil
    } catch let error as SessionError {
      throw noted(error)
    }
  }

  func checked(
    _ snapshot: SessionSnapshot?, _ id: SessionID, _ origin: RequestEnvironment<Value>
  ) throws -> StoredSession? {
    do { return try origin.checked(snapshot, for: id).map(StoredSession.init) } catch { throw noted(error) }
  }

  /// Takes the session as it is under the lock, with the edits that were made before; but not where another task of
  /// this request has ended it while the lock was waited for: what was edited since is a new one's.
  func adopt(_ found: FoundSession<Value>?, _ origin: RequestEnvironment<Value>) throws {
    try take(found, origin) { $0.ended.isEmpty }
  }

  /// - Parameter settled: how many of the edits are in the session already.
  func take(
    _ found: FoundSession<Value>?, _ origin: RequestEnvironment<Value>, settling settled: Int = 0,
    if isWanted: (borrowing State) -> Bool
  ) throws {
    while true {
      var seen = state.withLock { $0 }
      guard isWanted(seen) else { return }
      seen.edits = Array(seen.edits.dropFirst(settled))
      let taken = try taking(found, seen, origin)
      let isSettled = state.withLock { state in
        guard state.revision == seen.revision else { return false }
        state.revision += 1
        state.isLoaded = true
        (state.base, state.envelope, state.edits) = (found?.stored, taken.envelope, taken.edits)
        (state.stored, state.use) = (found?.envelope, found?.use)
        return true
      }
      if isSettled { return }
    }
  }

  private func taking(
    _ found: FoundSession<Value>?, _ seen: State, _ origin: RequestEnvironment<Value>
  ) throws -> (envelope: Envelope?, edits: [Edit]) {
    if let found {
      return (try remake(seen, on: found.stored.payload, origin, found.envelope), seen.edits)
    }
    guard seen.base != nil else { return (seen.envelope, seen.edits) }
    // What was edited is over since: it must not come back by way of a new session.
    guard seen.edits.isEmpty else { throw refusal(.notFound, origin) }
    return (nil, [])
  }

  /// What a request's edits come to on a payload. Where that is what they were made on already, they are not made anew.
  func remake(
    _ seen: State, on payload: [UInt8], _ origin: RequestEnvironment<Value>,
    _ decoded: @autoclosure () throws -> Envelope
  ) throws -> Envelope {
    if let envelope = seen.envelope, seen.base?.payload == payload { return envelope }
    var found = try decoded()
    guard !seen.edits.isEmpty else { return found }
    if origin.configuration.concurrency == .lastWriterWins, let own = seen.envelope, seen.base != nil,
      own.decisions == found.decisions
    {
      return own
    }
    origin.instruments.retried.increment()
    for edit in seen.edits { try edit(&found) }
    return found
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
    let message =
      switch code {
      case .rotated: "the session has moved to a new id, which this request does not carry yet: send it again"
      default: "the session has ended while this request ran: what it changed is dropped"
      }
    return noted(SessionError(code, message))
  }
}
#endif
