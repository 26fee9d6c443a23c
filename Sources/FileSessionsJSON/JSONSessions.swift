public import FileSessions

/// Typed sessions over any session store: a `Codable` value instead of bytes.
///
/// ```swift
/// struct Visit: Codable { var user: String?; var cart: [String] = [] }
/// let sessions = JSONSessions<Visit>(try FileSessionStore(directory: "/var/lib/app/sessions"))
/// let visitor = try await sessions.create(Visit())
/// try await sessions.update(visitor.id) { $0.cart.append("book") }
/// ```
///
/// Each verb promises what the store's own does, and throws besides the store's errors `SessionFormatError` where a
/// payload does not decode, and `EncodingError` where a value cannot be written as JSON (a number that is not finite).
/// Nor is a store believed everything: a session that is over is none, and another one than was asked for is
/// `invalidAnswer`.
public struct JSONSessions<Value: Codable & Sendable>: Sendable {
  /// For what has no value: `sweep`, `close`.
  public let store: any SessionStore
  private let coding = JSONCoding()
  private let clock: SessionClock

  /// Typed sessions over a store.
  /// - Parameters:
  ///   - store: where they are kept. All that is in it has to be JSON of this type.
  ///   - clock: the store's: another one only in tests.
  public init(_ store: any SessionStore, clock: SessionClock = .system) {
    self.store = store
    self.clock = clock
  }

  /// Makes a session with a random id.
  /// - Parameters:
  ///   - value: what the session begins with.
  ///   - lifetime: counted from now; `nil` for the store's.
  public func create(_ value: Value, lifetime: SessionLifetime? = nil) async throws -> JSONSession<Value> {
    JSONSession(try await store.create(coding.encode(value), lifetime: lifetime), value: value)
  }

  /// Makes a session of a given id; `duplicate` where one exists.
  @discardableResult
  public func create(
    _ value: Value, as id: SessionID, lifetime: SessionLifetime? = nil
  ) async throws -> SessionVersion {
    try await store.create(coding.encode(value), as: id, lifetime: lifetime)
  }

  /// Returns a session, or `nil` where there is none. It does not move the idle deadline.
  public func load(_ id: SessionID) async throws -> JSONSession<Value>? {
    try await store.load(id)?.checked(for: id, at: clock.now()).map(decode)
  }

  /// Replaces the value of a session that exists.
  @discardableResult
  public func save(
    _ value: Value, for id: SessionID, ifVersion: SessionVersion? = nil, lifetime: SessionLifetime? = nil
  ) async throws -> SessionVersion {
    try await store.save(coding.encode(value), for: id, ifVersion: ifVersion, lifetime: lifetime)
  }

  /// Makes a session, also one that was deleted a moment ago, or replaces its value; the deadlines of one that exists
  /// stay unless `lifetime` says otherwise.
  @discardableResult
  public func put(_ value: Value, for id: SessionID, lifetime: SessionLifetime? = nil) async throws -> SessionVersion {
    try await store.put(coding.encode(value), for: id, lifetime: lifetime)
  }

  /// Changes a session by a closure, with nobody else able to change it in between. If it throws, nothing is written.
  /// Properties that this version of the program does not know, since a newer one stored them, are kept; `save` and `put`
  /// replace all there is.
  public func update<Result>(_ id: SessionID, _ body: (inout Value) throws -> Result) async throws -> Result {
    try await store.update(id) { draft in
      var value = try coding.decode(Value.self, from: draft.payload)
      let result = try body(&value)
      draft.payload = try coding.encode(value, over: draft.payload)
      return result
    }
  }

  /// Holds a session's lock while a closure runs, which may suspend. What it has saved stays, also if it throws.
  /// - Parameters:
  ///   - id: the session to lock.
  ///   - timeout: how long to wait for the lock; `nil` for what the store is configured with.
  ///   - body: runs once, with the lock held.
  public func withLock<Result>(
    _ id: SessionID, timeout: Duration? = nil,
    _ body: nonisolated(nonsending) (inout LockedJSONSession<Value>) async throws -> Result
  ) async throws -> Result {
    try await store.withLock(id, timeout: timeout) { locked in
      guard let snapshot = try locked.snapshot?.checked(for: id, at: clock.now()) else {
        throw SessionError(.notFound, "there is no such session: it is over")
      }
      let value = try coding.decode(Value.self, from: snapshot.payload)
      // The lock moves into the typed session and back, whatever the closure does.
      var typed = LockedJSONSession(locked, value, coding)
      do {
        let result = try await body(&typed)
        locked = typed.unwrapped()
        return result
      } catch {
        locked = typed.unwrapped()
        throw error
      }
    }
  }

  /// Moves the idle deadline on, if the last move is not recent.
  public func touch(_ id: SessionID) async throws { try await store.touch(id) }

  /// Moves a session to a new random id; the old one answers its value of this moment until `grace` ends.
  public func rotate(_ id: SessionID, grace: Duration = .seconds(10)) async throws -> SessionID {
    try await store.rotate(id, grace: grace)
  }

  /// Deletes a session. One that is not there counts as deleted.
  public func delete(_ id: SessionID) async throws { try await store.delete(id) }

  private func decode(_ snapshot: SessionSnapshot) throws -> JSONSession<Value> {
    JSONSession(snapshot, value: try coding.decode(Value.self, from: snapshot.payload))
  }
}
