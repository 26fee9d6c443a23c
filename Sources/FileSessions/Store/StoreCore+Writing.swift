// Create, put, save, touch.

extension StoreCore {
  /// An operation's frame: refused after `close`, with a workspace of its own that holds the payload.
  private func begin(_ payload: Span<UInt8>, _ lifetime: SessionLifetime?) throws(SessionError) -> Workspace {
    try lifetime?.check()
    let workspace = try beginVerb()
    do { try accept(payload, workspace) } catch {
      endVerb(workspace)
      throw error
    }
    shortestLifetime.note(lifetime)
    return workspace
  }

  package func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws(SessionError) -> RecordHeader {
    try await write(payload, id, lifetime, .create(lifetime ?? configuration.lifetime))
  }

  package func createBlocking(
    _ payload: Span<UInt8>, as id: SessionID, lifetime: SessionLifetime?
  ) throws(SessionError) -> RecordHeader {
    try writeBlocking(payload, id, lifetime, .create(lifetime ?? configuration.lifetime))
  }

  package func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws(SessionError) -> RecordHeader {
    try await write(payload, id, lifetime, .put(lifetime, initial: configuration.lifetime))
  }

  package func putBlocking(
    _ payload: Span<UInt8>, for id: SessionID, lifetime: SessionLifetime?
  ) throws(SessionError) -> RecordHeader {
    try writeBlocking(payload, id, lifetime, .put(lifetime, initial: configuration.lifetime))
  }

  package func save(
    _ payload: [UInt8], for id: SessionID, ifVersion version: SessionVersion?, lifetime: SessionLifetime?
  ) async throws(SessionError) -> RecordHeader {
    try await write(payload, id, lifetime, .save(ifVersion: version, lifetime))
  }

  package func saveBlocking(
    _ payload: Span<UInt8>, for id: SessionID, ifVersion version: SessionVersion?, lifetime: SessionLifetime?
  ) throws(SessionError) -> RecordHeader {
    try writeBlocking(payload, id, lifetime, .save(ifVersion: version, lifetime))
  }

  private func write(
    _ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?, _ change: WriteVerb<System>.Change
  ) async throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload.span, lifetime)
    defer { endVerb(workspace) }
    return try await run(WriteVerb(change), id.digest, workspace)
  }

  private func writeBlocking(
    _ payload: Span<UInt8>, _ id: SessionID, _ lifetime: SessionLifetime?, _ change: WriteVerb<System>.Change
  ) throws(SessionError) -> RecordHeader {
    let workspace = try begin(payload, lifetime)
    defer { endVerb(workspace) }
    return try runBlocking(WriteVerb(change), id.digest, workspace)
  }

  package func touch(_ id: SessionID) async throws(SessionError) {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    _ = try await run(TouchVerb(), id.digest, workspace)
  }

  package func touchBlocking(_ id: SessionID) throws(SessionError) {
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    _ = try runBlocking(TouchVerb(), id.digest, workspace)
  }
}
