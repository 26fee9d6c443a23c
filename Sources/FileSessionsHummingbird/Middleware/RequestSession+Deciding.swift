#if Hummingbird
internal import FileSessions
internal import Synchronization

extension RequestSession {
  /// Changes the session at once, and returns what came of it: what the handler acts on is what was saved.
  ///
  /// ```swift
  /// let isValid = try await context.session.decide { $0.tokens.remove(token) != nil }
  /// guard isValid else { throw HTTPError(.forbidden) }
  /// ```
  ///
  /// The closure runs under the session's lock, on the value that is there then, and is saved before this returns, with
  /// what the request has edited so far and under the new id if it has asked for one. That stays, also where the
  /// handler fails afterwards. Where there is no session yet, one is made, unless nothing changes.
  ///
  /// What is to be decided once for a person, and not once in a session, does not belong into sessions.
  /// - Throws: what the closure throws (nothing is changed then but the id, if a new one was asked for), and as `value`;
  ///   `SessionIsSaved`; `SessionRotatesAtEnd`. Where the session has ended, or the id is one that it had before a
  ///   login, an error that is answered with 409; `timedOut` and the like of the lock.
  public func decide<Result: Sendable>(
    _ change: @escaping @Sendable (inout Value) throws -> Result
  ) async throws -> Result {
    do { return try await decide(timeout: nil) { try change(&$0.value) } } catch let late as Late {
      throw refusal(late.code, late.origin)
    }
  }

  /// Saves now what the request has edited so far, under the new id if it has asked for one; at the end is saved what
  /// comes afterwards. It stays, also where the handler fails. Where nothing was edited this does nothing. A second login
  /// saves into the session of its own that it gets.
  /// - Throws: as `decide`.
  public func save() async throws {
    let isChanged = try state.withLock { state in
      try state.checkOpen()
      return !state.edits.isEmpty || state.rotates
    }
    guard isChanged else { return }
    do { try await decide(timeout: nil) { _ in } } catch let late as Late {
      let seen = state.withLock { $0 }
      guard late.code == .rotated, seen.rotation == .login, let base = seen.base, !seen.edits.isEmpty else {
        throw refusal(late.code, late.origin)
      }
      try await inTurn { try await self.saveCopy(of: base.id, late.origin) }
    }
  }

  private func saveCopy(of id: SessionID, _ origin: RequestEnvironment<Value>) async throws {
    let seen = state.withLock { $0 }
    guard !seen.isCommitted else { throw SessionIsSaved() }
    do {
      let copy = try await copy(id, seen, origin)
      state.withLock { $0.rotation = nil }
      try settle(seen, copy.envelope, copy.made, origin) { $0.base?.id == id }
    } catch let error as SessionError where error.code == .rotated || error.code == .notFound {
      throw refusal(error.code, origin)
    }
  }

  /// The messages that wait, oldest first. Each is shown by one page: they are gone from the session when this returns,
  /// and wait once more where the handler or its save fails. With them is saved what the request has edited so far, under
  /// the new id if it has asked for one. Where another request holds the session's lock, and in an exclusive request that
  /// rotates, there are none: they wait for the next page.
  public func takeFlashes() async throws -> [Flash] {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    // What has moved to a new id waits there.
    let isWaiting = state.withLock { $0.base?.isRotated != true && $0.envelope?.flashes.isEmpty == false }
    guard isWaiting else { return [] }
    do {
      let flashes = try await decide(timeout: .milliseconds(100)) { envelope in
        defer { envelope.flashes = [] }
        return envelope.flashes
      }
      state.withLock { $0.taken += flashes }
      return flashes
    } catch is Late {
      return []
    } catch is SessionRotatesAtEnd {
      return []
    } catch let error as SessionError where error.code == .timedOut {
      return []
    }
  }

  /// The session has ended, or has moved to another id.
  private struct Late: Error {
    let code: SessionError.Code
    let origin: RequestEnvironment<Value>
  }

  /// - Parameter timeout: for the lock; `nil` for what is configured.
  private func decide<Result: Sendable>(
    timeout: Duration?, _ change: @escaping @Sendable (inout Envelope) throws -> Result
  ) async throws -> Result {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    while true {
      let seen = state.withLock { $0 }
      guard let origin = seen.origin else { throw SessionMiddlewareMissing() }
      guard let base = seen.base else {
        // Another task of this request may come first: then there is a session.
        guard let first = try await inTurn({ try await self.decideFirst(origin, change) }) else { continue }
        return first
      }
      // What it says is over.
      guard !base.isRotated else { throw Late(code: .rotated, origin: origin) }
      guard seen.held != nil else { return try await decideUnderLock(base, seen, origin, timeout, change) }
      guard !seen.rotates else { throw SessionRotatesAtEnd() }
      if let held = try await inTurn({ try await self.decideHeld(origin, change) }) { return held }
    }
  }

  /// Runs one after the other what tasks of one request save where no lock of the store keeps them apart. A task that is
  /// cancelled does not take back what it has begun to save.
  private func inTurn<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let task = state.withLock { state in
      let before = state.turn
      let task = Task {
        await before?.value
        return try await work()
      }
      state.turn = Task { _ = await task.result }
      return task
    }
    return try await task.value
  }

  /// Begins a session with what was decided.
  /// - Returns: `nil` where there is one already.
  private func decideFirst<Result>(
    _ origin: RequestEnvironment<Value>, _ change: (inout Envelope) throws -> Result
  ) async throws -> Result? {
    let seen = state.withLock { $0 }
    guard !seen.isCommitted else { throw SessionIsSaved() }
    guard seen.base == nil else { return nil }
    var envelope = try seen.envelope ?? origin.begin()
    let before = seen.edits.isEmpty ? try origin.encode(envelope) : nil
    let result = try change(&envelope)
    // Who only asks, as robots do, leaves nothing.
    guard origin.mayBegin, try origin.encode(envelope) != before else { return result }
    envelope.decisions += 1
    let made = try await make(envelope, seen.lifetime, seen.rivals, origin)
    try settle(seen, envelope, made, origin) { $0.base == nil && $0.ended == seen.ended }
    return result
  }

  /// Decides while the request holds the session's lock.
  /// - Returns: `nil` where it does not any more.
  private func decideHeld<Result>(
    _ origin: RequestEnvironment<Value>, _ change: (inout Envelope) throws -> Result
  ) async throws -> Result? {
    let seen = state.withLock { $0 }
    guard let base = seen.base, let envelope = seen.envelope, let held = seen.held else { return nil }
    guard try await goesOn(envelope, origin) else { throw Late(code: .notFound, origin: origin) }
    let found = FoundSession(stored: base, envelope: envelope, use: seen.use)
    return try await decide(on: found, origin, change) { payload, lifetime in
      try await held.save(payload, lifetime: lifetime)
    }
  }

  private func decideUnderLock<Result: Sendable>(
    _ base: StoredSession, _ seen: State, _ origin: RequestEnvironment<Value>, _ timeout: Duration?,
    _ change: @escaping @Sendable (inout Envelope) throws -> Result
  ) async throws -> Result {
    var thrown: (any Error)?
    do {
      let id = seen.rotates ? try await move(base, origin) : base.id
      return try await origin.store.withLock(id, timeout: timeout ?? origin.configuration.lockTimeout) { locked in
        do {
          guard let found = try await open(locked.snapshot, locked.id, origin) else {
            throw Late(code: .notFound, origin: origin)
          }
          let held = locked.backing
          return try await decide(on: found, origin, change) { payload, lifetime in
            try await held.save(payload, lifetime: lifetime)
          }
        } catch {
          thrown = error
          throw error
        }
      }
    } catch {
      if let thrown { throw thrown }
      if let code = (error as? SessionError)?.code, code == .notFound || code == .rotated {
        throw Late(code: code, origin: origin)
      }
      throw noted(error)
    }
  }

  /// Decides on what is there, with the lock held.
  private func decide<Result>(
    on found: FoundSession<Value>, _ origin: RequestEnvironment<Value>, _ change: (inout Envelope) throws -> Result,
    save: ([UInt8], SessionLifetime?) async throws -> SessionSnapshot
  ) async throws -> Result {
    let seen = state.withLock { $0 }
    guard !seen.isCommitted else { throw SessionIsSaved() }
    var envelope = try remake(seen, on: found.stored.payload, origin, found.envelope)
    let result = try change(&envelope)
    var saved = found.stored
    if try seen.lifetime != nil || origin.encode(envelope, over: saved.payload) != saved.payload {
      envelope.decisions += 1
      let payload = try origin.encode(envelope, over: saved.payload)
      let answer: SessionSnapshot
      do { answer = try await save(payload, seen.lifetime) } catch { throw noted(error) }
      guard let checked = try checked(answer, saved.id, origin) else { throw Late(code: .notFound, origin: origin) }
      saved = checked
      announce(seen.lifetime, of: saved.id, envelope, origin)
    }
    try settle(seen, envelope, saved, origin) { $0.base != nil }
    return result
  }

  /// Notes what was saved. Another task of this request may have edited meanwhile: that comes on top. Where it has ended
  /// the session, what is left is another one's.
  private func settle(
    _ seen: State, _ envelope: Envelope, _ saved: StoredSession, _ origin: RequestEnvironment<Value>,
    if isWanted: (borrowing State) -> Bool
  ) throws {
    let isSettled = state.withLock { state in
      state.isSaved = true
      // What was saved is bound: it is not taken back where the handler fails.
      if state.binding?.user == envelope.user { state.binding = nil }
      guard state.revision == seen.revision else { return false }
      state.revision += 1
      (state.base, state.stored, state.envelope, state.edits) = (saved, envelope, envelope, [])
      return true
    }
    if isSettled { return }
    let found = FoundSession(stored: saved, envelope: envelope, use: seen.use)
    try take(found, origin, settling: seen.edits.count, if: isWanted)
  }
}

/// In an exclusive request that rotates nothing is saved before its end: the new id comes when the lock is given up, and
/// the old one must not answer what belongs to the new.
public struct SessionRotatesAtEnd: Error, CustomStringConvertible {
  public var description: String {
    "an exclusive request gets its new id at its end: decide or save before you rotate, or choose another concurrency"
  }
}
#endif
