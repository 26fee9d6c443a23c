// withLock and withSharedLock: the lock held across the caller's suspensions.

extension StoreCore {
  package func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    var result: Swift.Result<Result, any Error>?
    try await hold(id, .exclusive, timeout) { hold in
      var locked = LockedSession(id, snapshot: hold.initial, backing: hold)
      do { result = .success(try await body(&locked)) } catch { result = .failure(error) }
    }
    return try Self.answered(result)
  }

  package func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    var result: Swift.Result<Result, any Error>?
    try await hold(id, .shared, timeout) { hold in
      let locked = LockedSession(id, snapshot: hold.initial, backing: hold)
      do { result = .success(try await body(locked)) } catch { result = .failure(error) }
    }
    return try Self.answered(result)
  }

  private static func answered<Result>(_ result: consuming Swift.Result<Result, any Error>?) throws -> Result {
    guard let result else { preconditionFailure("a lock was given up whose closure did not run") }
    return try result.get()
  }

  /// A change whose closure commits by itself, if it does: a verb that is abandoned after it.
  private func hold(
    _ id: SessionID, _ mode: LockMode, _ timeout: Duration?,
    _ body: nonisolated(nonsending) (SessionHold<System>) async -> Void
  ) async throws(SessionError) {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    let timeout = timeout?.clampedNanoseconds
    try await run(ChangeVerb(mode), id.digest, workspace, timeout: timeout) { verb, context in
      verb.abandon()
      guard let held = verb.held.take() else { return }
      let hold = SessionHold(self, id, held, context.workspace)
      defer { hold.release() }
      await HeldDomains.with(context.ticket.domain, of: localLocks) { await body(hold) }
    }
  }
}
