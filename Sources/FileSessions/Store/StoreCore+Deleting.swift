// Delete and rotate.

extension StoreCore {
  /// Carried through once it is begun: what has to wait does so in a task that is nobody's to cancel.
  package func delete(_ id: SessionID) async throws(SessionError) {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    let digest = id.digest
    var reached = digest
    if engine.rules.durability == .none, let result = runAtOnce(DeleteVerb(digest), &reached, workspace) {
      switch result {
      case .success(let result): return try settle(result)
      case .failure(let failure): throw error(failure, of: reached)
      }
    }
    let result = await Task { () async -> Result<DeleteVerb<System>.Outcome, SessionError> in
      do throws(SessionError) {
        return .success(try await self.run(DeleteVerb(digest), digest, workspace, timeout: self.deleteTimeout))
      } catch { return .failure(error) }
    }.value
    try settle(result.get())
  }

  package func deleteBlocking(_ id: SessionID) throws(SessionError) {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    try settle(try runBlocking(DeleteVerb(id.digest), id.digest, workspace, timeout: deleteTimeout))
  }

  private var deleteTimeout: Int64 { configuration.deleteTimeout.clampedNanoseconds }

  /// A session that is not there counts as deleted, but not in a directory that is not there.
  private func settle(_ result: DeleteVerb<System>.Outcome) throws(SessionError) {
    if result == .wasAbsent { try checkDirectory() }
  }

  package func rotate(
    _ id: SessionID, grace: Duration, oldID: FileSessionStore.OldID
  ) async throws(SessionError) -> SessionID {
    try Self.check(grace: grace)
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    let fresh = try SessionID.random()
    do { try await run(RotateVerb(to: fresh.digest, grace: grace, oldID), id.digest, workspace) } catch {
      throw Self.told(error, of: fresh)
    }
    return fresh
  }

  package func rotateBlocking(
    _ id: SessionID, grace: Duration, oldID: FileSessionStore.OldID
  ) throws(SessionError) -> SessionID {
    try Self.check(grace: grace)
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    let fresh = try SessionID.random()
    do { try runBlocking(RotateVerb(to: fresh.digest, grace: grace, oldID), id.digest, workspace) } catch {
      throw Self.told(error, of: fresh)
    }
    return fresh
  }

  /// The old id is marked and only the sync failed: without the new one the session would be lost with the grace
  /// period.
  private static func told(_ error: SessionError, of fresh: SessionID) -> SessionError {
    error.code == .durabilityUnknown ? error.rotating(to: fresh) : error
  }

  private static func check(grace: Duration) throws(SessionError) {
    guard grace >= .zero else { throw SessionError(.invalidConfiguration, "a grace period has to be zero or more") }
  }
}
