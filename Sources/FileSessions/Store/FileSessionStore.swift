internal import Synchronization

/// Sessions in files of one directory, safe under concurrent tasks, threads and processes, kills and power cuts.
///
/// ```swift
/// let store = try FileSessionStore(directory: "/var/lib/app/sessions")
/// let session = try await store.create(Array("alice".utf8))
/// setCookie(session.id.text)
/// try await store.update(session.id) { $0.payload.append(contentsOf: "!".utf8) }
/// ```
///
/// Any number of stores in any number of processes may use one directory at once, as long as their strategies exclude
/// each other; others are refused. What the verbs promise, they promise for every strategy whose `guarantees` contain
/// `Guarantees.sound`:
///
/// 1. A load returns a whole value that some save submitted, never one older than a value that was acknowledged before
///    the load began.
/// 2. `update` is atomic against every other update, save, put, delete and sweep, anywhere.
/// 3. `save`, `update` and `touch` never bring back a session that was deleted or has expired. Only `create` and `put`
///    make sessions.
/// 4. A failed write leaves the value before it, and no file behind.
///
/// The verbs do not hop: without contention they do their I/O on the caller's executor, which takes microseconds. They
/// wait for locks without a thread. Syncs run where `Configuration.blockingWork` says, and a sweep on a thread of its
/// own.
public final class FileSessionStore: SessionStore {
  private let first: StoreCore<Kernel>
  /// What was opened anew, after the directory was lost.
  private let later = Mutex<StoreCore<Kernel>?>(nil)
  private let opening = Mutex(())
  /// What the store was opened with.
  public let configuration: Configuration

  /// Opens a store directory, or makes one.
  /// - Parameters:
  ///   - directory: of this user's own, and not writable for others. Relative paths count from the working directory of
  ///     this moment.
  ///   - configuration: how sessions are stored; by default as the directory says.
  /// - Throws: `noDirectory`, `notPermitted`, `unsupported` (the strategy here, or locks on this file system),
  ///   `unsoundStrategy`, `incompatibleStore` (the directory is of another strategy, or has lost its record),
  ///   `invalidConfiguration`.
  public init(directory: String, configuration: Configuration = Configuration()) throws(SessionError) {
    self.configuration = configuration
    first = try Self.open(directory, configuration)
  }

  private static func open(
    _ path: String, _ configuration: Configuration
  ) throws(SessionError) -> StoreCore<Kernel> {
    let localLocks = LocalLockTable()
    // What is kept in memory depends on the strategy, which the directory may have to tell.
    let directory = try StoreDirectory(path, configuration, Kernel(localLocks: localLocks))
    let memory = ProcessState(configuration, strategy: directory.strategy)
    let kernel = Kernel(localLocks: localLocks, clock: configuration.clock, memory: memory)
    return try StoreCore(directory, configuration, kernel, localLocks, memory)
  }

  var core: StoreCore<Kernel> { first.gate.isLost && configuration.directoryLoss == .openAnew ? openedAnew : first }

  /// What the path leads to now. Where that cannot be opened the one before goes on, and says that it is lost.
  private var openedAnew: StoreCore<Kernel> {
    let current = later.withLock { $0 } ?? first
    guard current.gate.isLost, !current.gate.isRefusing else { return current }
    // One caller opens; the others need not wait for it.
    return opening.withLockIfAvailable { _ in
      var configuration = configuration
      // One that is missing may be on its way back: what is made in its place would be in the way.
      configuration.missingDirectory = .refuse
      guard let anew = try? Self.open(current.path, configuration) else { return current }
      current.gate.refuse()
      later.withLock { $0 = anew }
      return anew
    } ?? current
  }

  /// The strategy in use: the configured one, else the directory's, or on a file system without locks, by explicit
  /// choice, `.rename`.
  public var effectiveStrategy: Strategy { core.effectiveStrategy }

  /// What the strategy in use promises.
  public var guarantees: Guarantees { core.effectiveStrategy.guarantees }

  /// Makes a session with a random id.
  /// - Parameters:
  ///   - payload: any bytes, up to `Configuration.maximumPayloadByteCount`.
  ///   - lifetime: counted from now; `nil` for the configuration's.
  /// - Returns: the session as it was made; `id.text` is the cookie's value.
  /// - Throws: `tooLarge`, `noSpace`, `timedOut`, `cancelled`, or the error of a system call. Nothing is left behind.
  public nonisolated(nonsending) func create(
    _ payload: [UInt8], lifetime: SessionLifetime? = nil
  ) async throws(SessionError) -> SessionSnapshot {
    let id = try SessionID.random()
    return SessionSnapshot(id: id, payload: payload, try await core.create(payload, as: id, lifetime: lifetime))
  }

  /// Makes a session of a given id. It never overwrites one that is there.
  /// - Throws: `duplicate` where one exists that has not expired; else as `create(_:lifetime:)`.
  @discardableResult
  public nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime? = nil
  ) async throws(SessionError) -> SessionVersion {
    try await core.create(payload, as: id, lifetime: lifetime).sessionVersion
  }

  /// Returns a session, or `nil` where there is none: it never was, was deleted, or has expired.
  ///
  /// It does not move the idle deadline: call `touch` once per request.
  ///
  /// Takes no lock, but where a strategy's readers do, or where only the lock can tell. A rotated id answers, until its
  /// grace period ends, what it held when it was rotated.
  /// - Throws: `corrupt`, `unexpectedFile`, `noDescriptors`, `timedOut`, or the error of a system call.
  public nonisolated(nonsending) func load(_ id: SessionID) async throws(SessionError) -> SessionSnapshot? {
    try await core.load(id)
  }

  /// Replaces the payload of a session that exists, and moves its idle deadline on. A payload that is there already is
  /// not written again, and its version stays, unless `durability` asks for more than that it is there.
  /// - Parameters:
  ///   - payload: any bytes, up to `Configuration.maximumPayloadByteCount`.
  ///   - id: the session that is to hold it.
  ///   - ifVersion: save only if this is the current version. (No claim: two callers with one version and the payload
  ///     that is there already both succeed.)
  ///   - lifetime: a new lifetime, counted from now; `nil` keeps the one it has.
  /// - Throws: `notFound`, `rotated`, `corrupt`; `conflict` with the current version; `tooLarge`, `noSpace`,
  ///   `timedOut`, `cancelled`, `durabilityUnknown`, or the error of a system call.
  @discardableResult
  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion? = nil, lifetime: SessionLifetime? = nil
  ) async throws(SessionError) -> SessionVersion {
    try await core.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime).sessionVersion
  }

  /// Makes a session (with `lifetime`, or the configuration's) or replaces its payload. The deadlines of one that
  /// exists stay unless `lifetime` says otherwise.
  ///
  /// An upsert makes a session by definition: also one that was deleted a moment ago. Where that must not be, use
  /// `save`.
  /// - Throws: `rotated`; else as `save`.
  @discardableResult
  public nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime? = nil
  ) async throws(SessionError) -> SessionVersion {
    try await core.put(payload, for: id, lifetime: lifetime).sessionVersion
  }

  /// Changes a session by a closure, with nobody else able to change it from its read to its write.
  ///
  /// The closure runs once, here. If it throws, nothing is written and the error is passed on.
  /// - Throws: `alreadyHeld` where this task holds the session; else as `save`, or what the closure throws.
  public nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    var result: Result?
    try await core.change(id) { draft in result = try body(&draft) }
    return try StoreCore<Kernel>.answered(result)
  }

  /// Holds a session's lock while a closure runs, which may suspend.
  ///
  /// Nobody else can change the session until the closure ends. Loads see what it saves at once. If it throws, what it
  /// has saved stays.
  /// - Parameters:
  ///   - id: the session to lock.
  ///   - timeout: how long to wait for the lock; `nil` for the configuration's.
  ///   - body: runs once, with the lock held.
  /// - Throws: `notFound`, `rotated`, `corrupt`, `timedOut`, `cancelled`, `alreadyHeld`, or what the closure throws.
  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration? = nil,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await core.withLock(id, timeout: timeout, body)
  }

  /// Holds a session's lock together with other readers while a closure runs: nobody can change the session until then.
  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration? = nil,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await core.withSharedLock(id, timeout: timeout, body)
  }

  /// Moves a session's idle deadline on, if the last move is not recent (`Configuration.touchCoalescingFraction`).
  ///
  /// It never waits: where somebody else holds the session's lock nothing is written, and the next touch is due.
  /// - Throws: `notFound`, `rotated`, `corrupt`, `noSpace`, `durabilityUnknown`, or the error of a system call.
  public nonisolated(nonsending) func touch(_ id: SessionID) async throws(SessionError) { try await core.touch(id) }

  /// Moves a session to a new random id, as at a login. The lifetime goes with it.
  ///
  /// Rotate first, then write the login to the new id: what is written before can be read with the old id until `grace`
  /// ends. With a grace period of zero the old id ends at once.
  ///
  /// Until `grace` ends, requests that still carry the old id are not logged out: they load what `oldID` says. Writes
  /// to the old id fail with `rotated`; a delete of it deletes both.
  /// - Throws: as `save`; `durabilityUnknown` names the new id (`rotatedTo`), since the old one is on its way out.
  public nonisolated(nonsending) func rotate(
    _ id: SessionID, grace: Duration, oldID: OldID
  ) async throws(SessionError) -> SessionID {
    try await core.rotate(id, grace: grace, oldID: oldID)
  }

  /// Moves a session to a new random id; the old one answers its payload of this moment until `grace` ends.
  public nonisolated(nonsending) func rotate(
    _ id: SessionID, grace: Duration
  ) async throws(SessionError) -> SessionID {
    try await core.rotate(id, grace: grace, oldID: .frozen)
  }

  /// Moves a session to a new random id, with ten seconds of grace.
  public nonisolated(nonsending) func rotate(_ id: SessionID) async throws(SessionError) -> SessionID {
    try await core.rotate(id, grace: .seconds(10), oldID: .frozen)
  }

  /// Deletes a session, and, if its id was rotated, the one it became. One that is not there counts as deleted.
  ///
  /// Once it is called it is carried through, also when its task is cancelled; for the lock it waits as long as
  /// `Configuration.deleteTimeout` says. From `Durability.data` on it survives a power cut.
  /// - Throws: `timedOut`, `noDirectory`, `durabilityUnknown`, or the error of a system call.
  public nonisolated(nonsending) func delete(_ id: SessionID) async throws(SessionError) { try await core.delete(id) }

  /// Removes what has expired and what killed processes left, and sets damaged files aside. It waits for no lock: what
  /// is in use is left for the next sweep. It has a thread of its own, and ends early when its task is cancelled or the
  /// store is closed.
  ///
  /// A store's first sweep opens every file; later ones open those that were changed since, or may have expired.
  /// - Throws: `cancelled`, `noDirectory`, or the error of reading the directory. What fails for one entry is in the
  ///   report.
  public nonisolated(nonsending) func sweep() async throws(SessionError) -> SweepReport { try await core.sweep() }

  /// Refuses further calls, waits for those in flight, and closes the directory. A store that is not closed is so with
  /// its last reference; so is one that is closed from inside `withLock`, where there is nothing to wait for but
  /// itself.
  public nonisolated(nonsending) func close() async {
    await first.close()
    await later.withLock { $0 }?.close()
  }
}
