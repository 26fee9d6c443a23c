extension StoreCore {
  package func load(_ id: SessionID) async throws(SessionError) -> SessionSnapshot? {
    if let session = try readCache(id) { return SessionSnapshot(id: id, payload: session.payload, session.header) }
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    guard case .here(let header, let payload) = try await run(LoadVerb(), id.digest, workspace) else {
      try checkDirectory()
      return nil
    }
    return SessionSnapshot(id: id, payload: workspace.payload(payload), header)
  }

  package func loadBlocking<Result>(
    _ id: SessionID, _ body: (Span<UInt8>, RecordHeader) throws -> Result
  ) throws -> Result? {
    if let session = try readCache(id) { return try body(session.payload.span, session.header) }
    let workspace = try beginVerb()
    defer { endVerb(workspace) }
    guard let (header, payload) = try find(id, workspace) else { return nil }
    let bytes = workspace.incoming
    return try body(bytes.span.extracting(payload), header)
  }

  // The steps of a load are not generic over what the caller's closure returns: a function that is left generic in one
  // parameter is specialised in none, and the engine would run through witness tables.

  /// A session that is remembered, and current.
  func readCache(_ id: SessionID) throws(SessionError) -> CachedSession? {
    guard engine.rules.remembersLoads else { return nil }
    try enter()
    defer { gate.leave() }
    return engine.readCache(id.digest)
  }

  /// The session's header, and where its payload stands in the workspace's incoming bytes.
  func find(
    _ id: SessionID, _ workspace: Workspace
  ) throws(SessionError) -> (header: RecordHeader, payload: Range<Int>)? {
    guard case .here(let header, let payload) = try runBlocking(LoadVerb(), id.digest, workspace) else {
      try checkDirectory()
      return nil
    }
    return (header, payload)
  }
}
