#if Hummingbird
internal import FileSessions
internal import Hummingbird
internal import Synchronization

extension RequestSession {
  /// Runs a handler with the session's lock held, from before it begins until what it did is saved. Where there is no
  /// session there is nothing to lock.
  /// - Throws: what the handler throws; `timedOut` and the like before it begins, noted as the session's own.
  func exclusively(_ handler: () async throws -> Response) async throws -> Response {
    guard let (origin, id) = try await lockable() else { return try await handler() }
    var ended: Result<Response, any Error>?
    do {
      return try await origin.store.withLock(id, timeout: origin.configuration.lockTimeout) { locked in
        let outcome = try await underLock(
          open(locked.snapshot, id, origin), Lock(id: id, backing: locked.backing), origin, handler)
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

  /// What is to be locked; `nil` where there is nothing, or it is locked already.
  private func lockable() async throws -> (RequestEnvironment<Value>, SessionID)? {
    let pending = state.withLock { $0.ended.isEmpty && $0.locked == nil ? $0.origin : nil }
    guard let origin = pending else { return nil }
    let ids = origin.presented.ids
    // A middleware before this one may have looked, and given it a new id.
    let isLoaded = state.withLock { $0.isLoaded }
    if !isLoaded, ids.count <= 1 { return ids.first.map { (origin, $0) } }
    try await load(.housekeeping)
    return state.withLock { $0.base }.map { (origin, $0.id) }
  }

  /// What came of the handler and of saving what it did.
  private func underLock(
    _ found: FoundSession<Value>?, _ lock: Lock, _ origin: RequestEnvironment<Value>,
    _ handler: () async throws -> Response
  ) async -> Result<Response, any Error> {
    do { try adopt(found, origin) } catch { return .failure(error) }
    state.withLock { $0.locked = lock }
    let outcome = await HandlerOutcome(handler)
    await leaveLock()
    guard outcome.keepsEdits else {
      state.withLock { $0.discard() }
      return outcome.response
    }
    do { try await save(lock, origin) } catch { return .failure(error) }
    return outcome.response
  }

  /// What a task that the handler did not wait for has begun to save under the lock comes first; no other begins.
  private func leaveLock() async {
    let turn = state.withLock { state in
      state.locked = nil
      return state.turn
    }
    await turn?.value
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

  private func save(_ lock: Lock, _ origin: RequestEnvironment<Value>) async throws {
    let seen = state.withLock { $0 }
    guard seen.ended.isEmpty else {
      await forget(seen.ended, origin)
      do { try await lock.backing.delete() } catch { return try leaveToCommit(error) }
      // Others of the name are left to the commit.
      let isLast = state.withLock { state in
        state.ended.removeAll { $0 == lock.id }
        return state.ended.isEmpty
      }
      if isLast { markEnded(origin) }
      return
    }
    // A rotation takes the lock of its own; the edits are made after it.
    guard !seen.rotates, !seen.edits.isEmpty, let base = seen.base, base.id == lock.id,
      let envelope = seen.envelope
    else { return }
    // If not, the commit refuses it.
    guard try await goesOn(envelope, origin) else { return }
    let payload = try origin.encode(envelope, over: base.payload)
    guard payload != base.payload || seen.lifetime != nil else { return settle(seen, base, envelope) }
    let answer: SessionSnapshot
    do { answer = try await lock.backing.save(payload, lifetime: seen.lifetime) } catch {
      return try leaveToCommit(error)
    }
    guard let saved = try checked(answer, base.id, origin) else { throw refusal(.notFound, origin) }
    announce(seen.lifetime, of: base.id, envelope, origin)
    settle(seen, saved, envelope)
  }

  /// The session's deadline may have passed since the lock was granted. The commit meets the same, and refuses what was
  /// promised.
  private func leaveToCommit(_ error: any Error) throws {
    guard (error as? SessionError)?.code == .notFound else { throw noted(error) }
  }

  /// Leaves to the commit what came during the save.
  ///
  /// 1. The save begins. 2. A task that the handler did not wait for edits: it is told that this is done. 3. The save
  ///    ends, without that edit.
  private func settle(_ seen: State, _ saved: StoredSession, _ envelope: Envelope) {
    state.withLock { state in
      // Where that task has ended the session, what is left is another one's.
      guard state.base != nil else { return }
      state.edits = Array(state.edits.dropFirst(seen.edits.count))
      state.revision += 1
      (state.base, state.stored, state.isSaved) = (saved, envelope, true)
    }
  }
}
#endif
