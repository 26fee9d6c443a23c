internal import Synchronization

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

/// The lock of a session for as long as a closure runs.
///
/// 1. `held` is present until `release`, but while a save or delete is at work.
/// 2. `release` ends the lock, once; the verb under which it was taken ends the rest.
final class SessionHold<System: OperationEnvironment>: LockedSessionBacking {
  private let core: StoreCore<System>
  private let id: SessionID
  private let workspace: Workspace
  private let held: Mutex<LockedRecord<System>?>
  /// The session as it was found.
  let initial: SessionSnapshot?

  init(
    _ core: StoreCore<System>, _ id: SessionID, _ held: consuming LockedRecord<System>, _ workspace: Workspace
  ) {
    self.core = core
    self.id = id
    self.workspace = workspace
    if case .found(let header, let payload) = held.record {
      initial = SessionSnapshot(
        id: id, payload: workspace.payload(payload), header.believed(at: core.engine.system.now()))
    } else {
      initial = nil
    }
    self.held = Mutex(held)
  }

  func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    try lifetime?.check()
    try core.checkSize(payload.count)
    core.shortestLifetime.note(lifetime)
    let workspace = workspace
    let header = try await change { held throws(PhaseExit) in
      // Not before: a workspace that was given back may be another session's by now.
      workspace.setPayload(payload.span)
      return try held.save(ifVersion: nil, lifetime, workspace)
    }
    return SessionSnapshot(id: id, payload: payload, header.believed(at: core.engine.system.now()))
  }

  func delete() async throws {
    let workspace = workspace
    try await change { held throws(PhaseExit) in try held.delete(workspace) }
  }

  private func change<Output: Sendable>(
    _ body: @escaping @Sendable (inout LockedRecord<System>) throws(PhaseExit) -> Output
  ) async throws(SessionError) -> Output {
    try core.checkNotLost()
    let result = await core.finish { () -> Result<Output, Failure> in
      self.held.withLock { held in
        guard var taken = held.take() else { return .failure(.notFound) }
        let result: Result<Output, Failure>
        do throws(Failure) { result = .success(try taken.changeInClosure(body)) } catch { result = .failure(error) }
        held = consume taken
        return result
      }
    }
    switch result {
    case .success(let output): return output
    case .failure(let failure): throw core.error(failure, of: id.digest)
    }
  }

  func release() { held.withLock { $0.take() }?.release() }
}
