internal import Synchronization

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
