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
  /// handler fails afterwards. In an exclusive request, which holds the lock already, and where there is no session
  /// yet, nobody else can come in between: it is saved at the end, with the rest.
  ///
  /// What is to be decided once for a person, and not once in a session, does not belong into sessions.
  /// - Throws: what the closure throws (nothing is changed then but the id, if a new one was asked for), and as `value`; `SessionIsSaved`. Where the session
  ///   has ended, or the id is one that it had before a login, an error that is answered with 409; `timedOut` and the
  ///   like of the lock.
  public func decide<Result: Sendable>(
    _ change: @escaping @Sendable (inout Value) throws -> Result
  ) async throws -> Result {
    do { return try await decide(timeout: nil) { try change(&$0.value) }.result } catch let late as Late {
      throw refusal(late.code, late.origin)
    }
  }

  /// The messages that wait, oldest first. Each is shown by one page: they are gone from the session when this returns,
  /// and wait once more where the handler or its save fails. With them is saved what the request has edited so far, under
  /// the new id if it has asked for one. Where another request holds the session's lock there are none: they wait for the
  /// next page.
  public func takeFlashes() async throws -> [Flash] {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    // What has moved to a new id waits there.
    let isWaiting = state.withLock { $0.base?.isRotated != true && $0.envelope?.flashes.isEmpty == false }
    guard isWaiting else { return [] }
    do {
      let (flashes, isSaved) = try await decide(timeout: .milliseconds(100)) { envelope in
        defer { envelope.flashes = [] }
        return envelope.flashes
      }
      if isSaved { state.withLock { $0.taken += flashes } }
      return flashes
    } catch is Late {
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
  /// - Returns: with the result, whether it is saved already.
  private func decide<Result: Sendable>(
    timeout: Duration?, _ change: @escaping @Sendable (inout Envelope) throws -> Result
  ) async throws -> (result: Result, isSaved: Bool) {
    try state.withLock { try $0.checkOpen() }
    try await load(.accessed)
    let seen = state.withLock { $0 }
    guard let origin = seen.origin, let base = seen.base, !seen.isLocked else {
      return (try await edit(isDecided: true, change), false)
    }
    // What it says is over.
    guard !base.isRotated else { throw Late(code: .rotated, origin: origin) }
    var thrown: (any Error)?
    do {
      let id = seen.rotates ? try await move(base, origin) : base.id
      return try await origin.store.withLock(id, timeout: timeout ?? origin.configuration.lockTimeout) { locked in
        do { return (try await decide(&locked, origin, change), true) } catch {
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

  /// Decides under the lock.
  private func decide<Result>(
    _ locked: inout LockedSession, _ origin: RequestEnvironment<Value>, _ change: (inout Envelope) throws -> Result
  ) async throws -> Result {
    guard let found = try checked(locked.snapshot, locked.id, origin) else {
      throw Late(code: .notFound, origin: origin)
    }
    let seen = state.withLock { $0 }
    guard !seen.isCommitted else { throw SessionIsSaved() }
    var envelope = try remake(seen, on: found.payload, origin)
    let result = try change(&envelope)
    var payload = try origin.encode(envelope)
    if payload != found.payload {
      envelope.decisions += 1
      payload = try origin.encode(envelope)
      do { try await locked.save(payload) } catch { throw noted(error) }
    }
    try settle(seen, envelope, checked(locked.snapshot, locked.id, origin), origin)
    return result
  }

  private func settle(
    _ seen: State, _ envelope: Envelope, _ saved: SessionSnapshot?, _ origin: RequestEnvironment<Value>
  ) throws {
    let isSettled = state.withLock { state in
      guard let saved, state.revision == seen.revision else { return false }
      state.revision += 1
      (state.base, state.envelope, state.edits) = (StoredSession(saved), envelope, [])
      return true
    }
    // Another task of this request has edited meanwhile: that comes on top. Where it has ended the session, what is
    // left is another one's.
    if !isSettled { try take(saved, origin, settling: seen.edits.count) { $0.base != nil } }
  }
}
#endif
