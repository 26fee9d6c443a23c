#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
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
    var hasBegun = false
    do {
      return try await origin.store.withLock(id, timeout: origin.configuration.lockTimeout) { locked in
        hasBegun = true
        state.withLock { $0.isLocked = true }
        defer { state.withLock { $0.isLocked = false } }
        try adopt(locked.snapshot, origin)
        let outcome = await HandlerOutcome(handler)
        if outcome.keepsEdits { try await save(&locked, origin) } else { state.withLock { $0.discard() } }
        return try outcome.response.get()
      }
    } catch let error as SessionError where !hasBegun {
      switch error.code {
      case .notFound: try adopt(nil, origin)
      case .corrupt:
        origin.report(unreadable: error)
        try adopt(nil, origin)
      // It is frozen: there is nothing that could be changed, and so nothing to lock.
      case .rotated: break
      default: throw noted(error)
      }
      return try await handler()
    }
  }

  private func save(_ locked: inout LockedSession, _ origin: SessionOrigin<Value>) async throws {
    let seen = state.withLock { $0 }
    do {
      guard seen.ended.isEmpty else {
        try await locked.delete()
        return markEnded(origin)
      }
      // A rotation takes the lock of its own; the edits are made after it.
      guard !seen.rotates, !seen.edits.isEmpty, let base = seen.base else { return }
      if let payload = try origin.encode(seen.envelope, over: base) { try await locked.save(payload) }
      settle(seen, base, locked.snapshot.map(SessionBase.init), origin)
    } catch let error as SessionError {
      // Its deadline has passed since the lock was granted. The commit meets the same, and refuses what was promised.
      guard error.code == .notFound else { throw noted(error) }
    }
  }

  /// Leaves to the commit what came during the save.
  ///
  /// 1. The save begins. 2. A task that the handler did not wait for edits: it is told that this is done. 3. The save ends,
  /// without that edit.
  private func settle(_ seen: State, _ base: SessionBase, _ saved: SessionBase?, _ origin: SessionOrigin<Value>) {
    state.withLock { state in
      // Where that task has ended the session, what is left is another one's.
      guard state.base != nil else { return }
      state.edits = Array(state.edits.dropFirst(seen.edits.count))
      state.revision += 1
      if let cookie = origin.cookie(with: seen.envelope, of: base) { state.cookie = cookie }
      if let saved { state.base = saved }
    }
  }
}
#endif
