extension FileSessionStore {
  /// The same verbs for threads that may block: command-line tools, thread pools, C callbacks. Payloads are spans, and
  /// nothing is allocated that is not handed out.
  public var blocking: Blocking {
    @available(*, noasync, message: "blocks the thread; use the asynchronous verbs")
    get { Blocking(core: core) }
  }

  /// The synchronous verbs. They park the thread while a lock is held by somebody else.
  public struct Blocking: Sendable {
    fileprivate let core: StoreCore<Kernel>

    /// See ``FileSessionStore/create(_:lifetime:)``.
    public func create(
      _ payload: Span<UInt8>, lifetime: SessionLifetime? = nil
    ) throws(SessionError) -> (id: SessionID, version: SessionVersion) {
      let id = try SessionID.random()
      return (id, try core.createBlocking(payload, as: id, lifetime: lifetime).sessionVersion)
    }

    /// See ``FileSessionStore/create(_:as:lifetime:)``.
    @discardableResult
    public func create(
      _ payload: Span<UInt8>, as id: SessionID, lifetime: SessionLifetime? = nil
    ) throws(SessionError) -> SessionVersion {
      try core.createBlocking(payload, as: id, lifetime: lifetime).sessionVersion
    }

    /// Lends the payload to a closure; `nil` where there is no such session. See ``FileSessionStore/load(_:)``.
    public func load<Result>(
      _ id: SessionID, _ body: (Span<UInt8>, SessionVersion) throws -> Result
    ) throws -> Result? {
      if let session = try core.readCache(id) { return try body(session.payload.span, session.header.sessionVersion) }
      // Here, and not by `core.loadBlocking`: a closure around the caller's would have to be allocated.
      let workspace = try core.beginVerb()
      defer { core.endVerb(workspace) }
      guard let (header, payload) = try core.find(id, workspace) else { return nil }
      let bytes = workspace.incoming
      return try body(bytes.span.extracting(payload), header.sessionVersion)
    }

    /// See ``FileSessionStore/load(_:)``.
    public func load(_ id: SessionID) throws -> SessionSnapshot? {
      try core.loadBlocking(id) { payload, header in
        SessionSnapshot(id: id, payload: [UInt8](copying: payload), header)
      }
    }

    /// See ``FileSessionStore/save(_:for:ifVersion:lifetime:)``.
    @discardableResult
    public func save(
      _ payload: Span<UInt8>, for id: SessionID, ifVersion: SessionVersion? = nil, lifetime: SessionLifetime? = nil
    ) throws(SessionError) -> SessionVersion {
      try core.saveBlocking(payload, for: id, ifVersion: ifVersion, lifetime: lifetime).sessionVersion
    }

    /// See ``FileSessionStore/put(_:for:lifetime:)``.
    @discardableResult
    public func put(
      _ payload: Span<UInt8>, for id: SessionID, lifetime: SessionLifetime? = nil
    ) throws(SessionError) -> SessionVersion {
      try core.putBlocking(payload, for: id, lifetime: lifetime).sessionVersion
    }

    /// See ``FileSessionStore/update(_:_:)``.
    public func update<Result>(_ id: SessionID, _ body: (inout SessionDraft) throws -> Result) throws -> Result {
      var result: Result?
      try core.changeBlocking(id) { draft in result = try body(&draft) }
      return try StoreCore<Kernel>.answered(result)
    }

    /// See ``FileSessionStore/touch(_:)``.
    public func touch(_ id: SessionID) throws(SessionError) { try core.touchBlocking(id) }

    /// See ``FileSessionStore/rotate(_:grace:oldID:)``.
    public func rotate(
      _ id: SessionID, grace: Duration = .seconds(10), oldID: OldID = .frozen
    ) throws(SessionError) -> SessionID {
      try core.rotateBlocking(id, grace: grace, oldID: oldID)
    }

    /// See ``FileSessionStore/delete(_:)``.
    public func delete(_ id: SessionID) throws(SessionError) { try core.deleteBlocking(id) }

    /// See ``FileSessionStore/sweep()``.
    public func sweep() throws(SessionError) -> SweepReport { try core.sweepBlocking() }
  }
}

extension [UInt8] {
  package init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }
}
