public import FileSessions

/// A process that works on the same sessions as the store under check, and can be killed: what
/// `SessionStoreConformance.runKilledClient` needs.
public protocol KillableClient: Sendable {
  /// Has the process take a session's lock and save the two payloads under it, in turns, until it is killed. Returns
  /// when the first save is acknowledged.
  ///
  /// The payloads are a few thousand letters each (ASCII), so that a command of one line can carry them.
  nonisolated(nonsending) func saveInTurns(_ first: [UInt8], _ second: [UInt8], for id: SessionID) async throws

  /// Ends the process at once, as `SIGKILL` does: it gives up nothing by itself. Returns when it is gone.
  nonisolated(nonsending) func kill() async throws
}

extension SessionStoreConformance {
  /// Checks that a process which is killed in the middle of a save under the lock leaves a whole value, and the lock to
  /// the next who wants it.
  ///
  /// Where a kill meets the process is chance, so run it several times; or let `kill` choose a moment, as by a process
  /// that ends at a certain write. A store that takes its locks on time has to have them run out within `patience`.
  /// - Parameter start: starts a process on the same sessions as this store. Its clock does not matter: the session has
  ///   no deadline.
  /// - Throws: what was not kept, as a failure of the check "killed client".
  public nonisolated(nonsending) func runKilledClient<Client: KillableClient>(
    _ start: nonisolated(nonsending) (Store) async throws -> Client
  ) async throws(ConformanceFailure) {
    try await run("killed client") { bench, store in
      let id = SessionID(key: "session")
      _ = try await store.create([1], as: id, lifetime: SessionLifetime(idle: nil, absolute: nil))
      let client = try await start(store)
      do { try await bench.beginSaves(of: client, id) } catch {
        try? await client.kill()
        throw error
      }
      try await client.kill()
      try await bench.continueAfterKill(id)
    }
  }
}

extension Bench {
  /// Each tells its length, so that a part of one, or parts of two, cannot pass.
  private static let first = [UInt8](repeating: UInt8(ascii: "a"), count: 3000)
  private static let second = [UInt8](repeating: UInt8(ascii: "b"), count: 7000)

  /// Has a client hold the lock, and sees that it does.
  fileprivate func beginSaves(of client: some KillableClient, _ id: SessionID) async throws {
    try await client.saveInTurns(Self.first, Self.second, for: id)
    try await expect(.timedOut, of: "withLock, which the client holds") {
      try await store.withLock(id, timeout: .milliseconds(1)) { _ in }
    }
  }

  /// The client is gone: the next ones have what it held. That it was at work on these sessions is seen by its payload.
  fileprivate func continueAfterKill(_ id: SessionID) async throws {
    try expectWhole(try await store.load(id)?.payload, "after the kill")
    let found: [UInt8]?
    do {
      found = try await store.withLock(id, timeout: patience) { session in
        let found = session.snapshot?.payload
        try await session.save([2])
        return found
      }
    } catch  where code(error) == .timedOut {
      throw failure("the lock of the killed client to be granted within \(patience)", "\(error)")
    }
    try expectWhole(found, "under the lock after the kill")
    try await store.update(id) { $0.payload.append(3) }
    try await expect([2, 3], of: id, "after the next updates")
  }

  private func expectWhole(_ payload: [UInt8]?, _ when: String) throws {
    let isWhole = payload == Self.first || payload == Self.second
    try expect(isWhole, "a payload that the client saved, whole, \(when)", seen: Self.text(payload))
  }
}
