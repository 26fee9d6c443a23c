internal import Synchronization

// withLock and withSharedLock: the lock held across the caller's suspensions.

extension StoreCore {
  package func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    let hold = try await hold(id, .exclusive, timeout)
    defer { hold.release() }
    var locked = LockedSession(id, snapshot: hold.initial, backing: hold)
    return try await HeldDomains.with(domain(of: id.digest), of: turnstile) { try await body(&locked) }
  }

  package func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    let hold = try await hold(id, .shared, timeout)
    defer { hold.release() }
    let locked = LockedSession(id, snapshot: hold.initial, backing: hold)
    return try await HeldDomains.with(domain(of: id.digest), of: turnstile) { try await body(locked) }
  }

  private func hold(
    _ id: SessionID, _ mode: LockMode, _ timeout: Duration?
  ) async throws(SessionError) -> SessionHold<System> {
    try begin()
    let workspace = workspaces.take()
    do throws(SessionError) {
      let (engine, digest, start) = (engine, id.digest, MonotonicTime.now)
      let deadline = start.advanced(by: timeout ?? configuration.lockTimeout)
      let ticket = try await enter(digest, mode, until: deadline, since: start)
      do throws(SessionError) {
        let held = try await attempt(ticket, digest, until: deadline, since: start, workspace) {
          (turn, workspace) throws(Stop) -> Held<System> in
          try engine.beginLive(mode == .shared ? .examine : .change, digest, turn, workspace)
        }
        return SessionHold(self, id, ticket, held, workspace)
      } catch {
        leave(ticket)
        throw error
      }
    } catch {
      workspaces.give(workspace)
      gate.leave()
      throw error
    }
  }
}

/// The lock of a session for as long as a closure runs.
///
/// 1. `held` is present until `release`, but while a save or delete is at work.
/// 2. `release` ends the lock, the turn, the workspace's loan and the place in the gate, in this order, once.
final class SessionHold<System: SystemCalls>: LockedSessionBacking {
  private let core: StoreCore<System>
  private let id: SessionID
  private let ticket: TurnTicket
  private let workspace: Workspace
  private let held: Mutex<Held<System>?>
  /// The session as it was found.
  let initial: SessionSnapshot?

  init(
    _ core: StoreCore<System>, _ id: SessionID, _ ticket: TurnTicket, _ held: consuming Held<System>,
    _ workspace: Workspace
  ) {
    self.core = core
    self.id = id
    self.ticket = ticket
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
    let header = try await change { held throws(Stop) in
      // Not before: a workspace that was given back may be another session's by now.
      workspace.setPayload(payload.span)
      return try held.save(ifVersion: nil, lifetime, workspace)
    }
    return SessionSnapshot(id: id, payload: payload, header.believed(at: core.engine.system.now()))
  }

  func delete() async throws {
    let workspace = workspace
    try await change { held throws(Stop) in try held.delete(workspace) }
  }

  private func change<Output: Sendable>(
    _ body: @escaping @Sendable (inout Held<System>) throws(Stop) -> Output
  ) async throws(SessionError) -> Output {
    try core.checkNotLost()
    let attempt = await core.finish {
      self.held.withLock { held in
        Attempt { () throws(Stop) -> Output in
          guard var taken = held.take() else { throw .failed(.notFound) }
          do throws(Stop) {
            try taken.confirmAfterPause()
            let output = try body(&taken)
            held = consume taken
            return output
          } catch {
            held = consume taken
            throw error
          }
        }
      }
    }
    switch attempt {
    case .done(let output): return output
    case .failed(let failure): throw core.error(failure, of: id.digest)
    case .wait(.changed): throw core.error(core.engine.lostLock(of: id.digest), of: id.digest)
    case .wait: throw core.error(.system(.lock, error: Errno.wouldBlock), of: id.digest)
    }
  }

  func release() {
    guard let held = held.withLock({ $0.take() }) else { return }
    held.release()
    core.leave(ticket)
    core.workspaces.give(workspace)
    core.gate.leave()
  }
}
