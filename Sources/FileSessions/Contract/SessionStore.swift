/// A store of sessions: what `FileSessionStore` and `MemorySessionStore` are, and what another package can implement,
/// over a server of its own or around one of these two.
///
/// Calls come from any number of tasks at once, also for one session. What every store promises:
///
/// 1. Per session, each call takes effect at one moment between its beginning and its end. A load answers a whole
///    value.
/// 2. Only `create` and `put` make a session. Nothing else brings back one that was deleted or has expired.
/// 3. A call that fails has changed nothing, unless its error says otherwise (`durabilityUnknown`).
/// 4. What has expired is gone for every caller, whether or not it has been swept.
///
/// Errors are untyped, since other stores have other errors. Where a `SessionError.Code` fits, throw a `SessionError`:
/// callers such as the middleware act on `notFound`, `conflict`, `duplicate`, `rotated`, `timedOut` and `cancelled`.
/// Any other error is a failure of the store to them. `FileSessionsTesting` has checks that run over any store.
public protocol SessionStore: Sendable {
  /// Makes a session with a random id of at least 128 bits (`SessionID.random()` has 256).
  /// - Parameters:
  ///   - payload: any bytes, also none.
  ///   - lifetime: counted from now; `nil` for the store's own.
  /// - Returns: the session as it was made.
  /// - Throws: `tooLarge` for a payload beyond the store's limit, `invalidConfiguration` for a lifetime of zero or
  ///   less.
  nonisolated(nonsending) func create(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot

  /// Makes a session of this id, unless there is one. Of several calls at once for one id, one succeeds.
  /// - Throws: `duplicate` where a session of this id lives, or its id was rotated and still answers; it is left as it
  ///   was.
  nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion

  /// Returns the session, or `nil` where there is none: it never was, was deleted, or has expired.
  ///
  /// The value is at least as new as any that was acknowledged before the call. A load moves no deadline. Within the
  /// grace period of a rotation the old id answers what it held then, with `isRotated`.
  nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot?

  /// Replaces the payload of a session that exists, and moves its idle deadline.
  /// - Parameters:
  ///   - payload: any bytes, also none.
  ///   - id: whose payload it is to be.
  ///   - ifVersion: save only if this is the session's version, looked at and replaced as one step; `nil` for whatever
  ///     it is. A version never matches a session that was deleted and made again.
  ///   - lifetime: a new lifetime, counted from now; `nil` keeps the one it has.
  /// - Returns: the version that the session has now. It may be the same one where the payload is.
  /// - Throws: `notFound`, `rotated`; `conflict`, with `currentVersion`.
  nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion

  /// Makes a session, or replaces the payload of the one there is. The deadlines of one that exists stay, unless
  /// `lifetime` says otherwise.
  /// - Throws: `rotated`.
  nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion

  /// Changes a session: no other change comes between the read of the draft and its write.
  ///
  /// The closure runs once. If it throws, nothing is written and its error is passed on as it is.
  /// - Throws: `notFound`, `rotated`, `timedOut`, `cancelled`; `alreadyHeld` where the task holds the session's lock.
  nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result

  /// Holds the session's lock while a closure runs, which may suspend. Nobody else changes the session meanwhile; loads
  /// see what it saves at once, and what it has saved stays when it throws.
  /// - Parameters:
  ///   - id: the session to lock.
  ///   - timeout: how long to wait for the lock; `nil` for the store's own.
  ///   - body: runs once, with the lock held.
  /// - Returns: what the closure returns.
  /// - Throws: `notFound`, `rotated`, `alreadyHeld`; `timedOut` or `cancelled` while it waits for the lock: the closure
  ///   has not run, and no lock is left behind. Else what the closure throws.
  nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result

  /// The same together with other readers. The closure cannot save.
  nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result

  /// Moves the idle deadline to now and the idle lifetime. The version stays, and so does the absolute deadline.
  ///
  /// A store may leave out a write that follows another one closely, and one that would have to wait for a lock.
  /// - Throws: `notFound`, `rotated`.
  nonisolated(nonsending) func touch(_ id: SessionID) async throws

  /// Moves a session to a new random id, as at a login, with its payload and its lifetime. It moves the idle deadline.
  ///
  /// Until `grace` ends, and no longer than the session would have lived, the old id answers what it held at this
  /// moment. It never answers what the new id holds, or an attacker who planted the old id would share the login.
  /// Writes to it fail with `rotated`, and a delete of it deletes the new session first.
  /// - Parameters:
  ///   - id: the id that the session has.
  ///   - grace: how long the old id still answers; zero ends it at once.
  /// - Returns: the new id. It is the only secret that leads to the session.
  /// - Throws: `notFound`, `rotated`.
  nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID

  /// Deletes a session, whatever state it is in; one that is not there counts as deleted. Once it returns, no call
  /// finds the session. It is carried through when its task is cancelled, since a logout must not be lost.
  nonisolated(nonsending) func delete(_ id: SessionID) async throws

  /// Removes what has expired. It never removes a session that was refreshed meanwhile.
  /// - Throws: `cancelled`. What fails for a single session is counted in the report.
  nonisolated(nonsending) func sweep() async throws -> SweepReport

  /// Refuses what comes (`closed`), waits for what is running, and gives up what the store holds. A second call does
  /// nothing.
  nonisolated(nonsending) func close() async
}

extension SessionStore {
  /// Makes a session with a random id and the store's own lifetime.
  /// - Throws: as `create(_:lifetime:)`.
  public nonisolated(nonsending) func create(_ payload: [UInt8]) async throws -> SessionSnapshot {
    try await create(payload, lifetime: nil)
  }

  /// Makes a session of this id, with the store's own lifetime, unless there is one.
  /// - Throws: as `create(_:as:lifetime:)`.
  @discardableResult
  public nonisolated(nonsending) func create(_ payload: [UInt8], as id: SessionID) async throws -> SessionVersion {
    try await create(payload, as: id, lifetime: nil)
  }

  /// Replaces the payload of a session that exists, and keeps its lifetime.
  /// - Throws: as `save(_:for:ifVersion:lifetime:)`.
  @discardableResult
  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion? = nil
  ) async throws -> SessionVersion {
    try await save(payload, for: id, ifVersion: ifVersion, lifetime: nil)
  }

  /// Makes a session, or replaces the payload of the one there is and keeps its deadlines.
  /// - Throws: as `put(_:for:lifetime:)`.
  @discardableResult
  public nonisolated(nonsending) func put(_ payload: [UInt8], for id: SessionID) async throws -> SessionVersion {
    try await put(payload, for: id, lifetime: nil)
  }

  /// Holds the session's lock while a closure runs, and waits for it as long as the store is configured to.
  /// - Throws: as `withLock(_:timeout:_:)`.
  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await withLock(id, timeout: nil, body)
  }

  /// Holds the session's lock together with other readers, and waits for it as long as the store is configured to.
  /// - Throws: as `withSharedLock(_:timeout:_:)`.
  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await withSharedLock(id, timeout: nil, body)
  }

  /// Moves a session to a new random id. The old one answers for ten seconds what it held.
  /// - Throws: as `rotate(_:grace:)`.
  public nonisolated(nonsending) func rotate(_ id: SessionID) async throws -> SessionID {
    try await rotate(id, grace: .seconds(10))
  }
}
