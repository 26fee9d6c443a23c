#if Hummingbird
internal import FileSessions
internal import Hummingbird
internal import Synchronization

extension RequestSession {
  /// Runs a handler with the session's lock held, from before it begins until what it did is saved. Where there is no
  /// session there is nothing to lock.
  /// - Throws: what the handler throws; `timedOut` and the like before it begins, noted as the session's own.
  func exclusively(_ handler: () async throws -> Response) async throws -> Response {
    let pending = state.withLock { state in
      state.ended.isEmpty && !state.isLocked
        ? state.origin.flatMap { origin in origin.presented.id.map { (origin, $0) } } : nil
    }
    guard let (origin, id) = pending else { return try await handler() }
    var ended: Result<Response, any Error>?
    do {
      return try await origin.store.withLock(id, timeout: origin.configuration.lockTimeout) { locked in
        let outcome = await underLock(&locked, id, origin, handler)
        ended = outcome
        return try outcome.get()
      }
    } catch {
      switch ended {
      // The handler's, or noted already.
      case .failure(let error): throw error
      case .success: throw noted(error)
      case nil: try goOnWithoutLock(error, origin)
      }
    }
    return try await handler()
  }

  /// What came of the handler and of saving what it did.
  private func underLock(
    _ locked: inout LockedSession, _ id: SessionID, _ origin: RequestEnvironment<Value>,
    _ handler: () async throws -> Response
  ) async -> Result<Response, any Error> {
    state.withLock { $0.isLocked = true }
    defer { state.withLock { $0.isLocked = false } }
    do {
      try adopt(checked(locked.snapshot, id, origin), origin)
      let outcome = await HandlerOutcome(handler)
      if outcome.keepsEdits { try await save(&locked, origin) } else { state.withLock { $0.discard() } }
      return outcome.response
    } catch {
      return .failure(error)
    }
  }

  /// The lock was not granted, and the handler has not run.
  /// - Throws: the error, where that is no reason to go on without a lock.
  private func goOnWithoutLock(_ error: any Error, _ origin: RequestEnvironment<Value>) throws {
    switch (error as? SessionError)?.code {
    case .notFound: try adopt(nil, origin)
    case .corrupt:
      origin.report(unreadable: error)
      try adopt(nil, origin)
    // It is frozen: there is nothing that could be changed, and so nothing to lock.
    case .rotated: break
    default: throw noted(error)
    }
  }

  private func checked(
    _ snapshot: SessionSnapshot?, _ id: SessionID, _ origin: RequestEnvironment<Value>
  ) throws -> SessionSnapshot? {
    do { return try origin.checked(snapshot, for: id) } catch { throw noted(error) }
  }

  private func save(_ locked: inout LockedSession, _ origin: RequestEnvironment<Value>) async throws {
    let seen = state.withLock { $0 }
    guard seen.ended.isEmpty else {
      do { try await locked.delete() } catch { return try leaveToCommit(error) }
      return markEnded(origin)
    }
    // A rotation takes the lock of its own; the edits are made after it.
    guard !seen.rotates, !seen.edits.isEmpty, let base = seen.base else { return }
    if let payload = try origin.encode(seen.envelope, over: base) {
      do { try await locked.save(payload) } catch { return try leaveToCommit(error) }
    }
    guard let saved = try checked(locked.snapshot, base.id, origin) else { return try refuse(seen, .notFound, origin) }
    settle(seen, base, StoredSession(saved), origin)
  }

  /// The session's deadline may have passed since the lock was granted. The commit meets the same, and refuses what was
  /// promised.
  private func leaveToCommit(_ error: any Error) throws {
    guard (error as? SessionError)?.code == .notFound else { throw noted(error) }
  }

  /// Leaves to the commit what came during the save.
  ///
  /// 1. The save begins. 2. A task that the handler did not wait for edits: it is told that this is done. 3. The save
  ///    ends,
  /// without that edit.
  private func settle(_ seen: State, _ base: StoredSession, _ saved: StoredSession, _ origin: RequestEnvironment<Value>)
  {
    state.withLock { state in
      // Where that task has ended the session, what is left is another one's.
      guard state.base != nil else { return }
      state.edits = Array(state.edits.dropFirst(seen.edits.count))
      state.revision += 1
      if let cookie = origin.cookie(with: seen.envelope, of: base) { state.cookie = cookie }
      state.base = saved
    }
  }
}
#endif
