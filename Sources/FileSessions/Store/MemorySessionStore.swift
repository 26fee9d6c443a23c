internal import Synchronization

/// Sessions in the memory of one process, with the same verbs, errors and lifetimes: for tests and previews.
///
/// It decides as `FileSessionStore` does, by the same record and local lock queue; only the file is missing.
public final class MemorySessionStore: SessionStore {
  struct Entry: Sendable {
    var header: RecordHeader
    var payload: [UInt8]
    /// Of a rotated id.
    var successor = SessionDigest.none
  }

  private let entries = Mutex<[SessionDigest: Entry]>([:])
  private let localLocks = LocalLockTable()
  private let lifetime: SessionLifetime
  private let lockTimeout: Duration
  private let maximumPayloadByteCount: Int
  /// As in a file store's configuration, in thousandths.
  private static let touchCoalescingThousandths = 50
  private static let deleteTimeout = Duration.seconds(60)
  private let clock: SessionClock

  /// A store without sessions.
  /// - Parameters:
  ///   - lifetime: of a session that is created without one of its own.
  ///   - lockTimeout: how long a call waits for a lock before it fails with `timedOut`.
  ///   - maximumPayloadByteCount: the longest payload, in bytes; a longer one fails with `tooLarge`.
  ///   - clock: what deadlines are compared with.
  public init(
    lifetime: SessionLifetime = SessionLifetime(idle: .seconds(7200), absolute: .seconds(604_800)),
    lockTimeout: Duration = .seconds(5), maximumPayloadByteCount: Int = 1 << 20, clock: SessionClock = .system
  ) {
    self.lifetime = lifetime
    self.lockTimeout = lockTimeout
    self.maximumPayloadByteCount = maximumPayloadByteCount
    self.clock = clock
  }

  @discardableResult
  public nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await createEntry(payload, as: id, lifetime).header.sessionVersion
  }

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], lifetime: SessionLifetime?
  ) async throws -> SessionSnapshot {
    let id = try SessionID.random()
    return SessionSnapshot(id: id, payload: payload, try await createEntry(payload, as: id, lifetime).header)
  }

  private func createEntry(_ payload: [UInt8], as id: SessionID, _ lifetime: SessionLifetime?) async throws -> Entry {
    try lifetime?.check()
    return try await change(id) { old, now throws(Failure) in
      switch RecordState(old, at: now) {
      case .live, .rotated: throw .duplicate
      default: Entry(header: self.fresh(id, lifetime, now), payload: payload)
      }
    }
  }

  public nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot? {
    let now = clock.now()
    guard let entry = entries.withLock({ $0[id.digest] }), entry.header.deadline(at: now) > now else { return nil }
    return SessionSnapshot(id: id, payload: entry.payload, entry.header.believed(at: now))
  }

  @discardableResult
  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try lifetime?.check()
    let saved = try await change(id) { old, now throws(Failure) in
      let header = try Self.live(old, at: now)
      if let ifVersion, ifVersion != header.sessionVersion { throw .conflict(current: header.sessionVersion) }
      return Self.saved(old, header, payload, lifetime, at: now)
    }
    return saved.header.sessionVersion
  }

  @discardableResult
  public nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try lifetime?.check()
    let put = try await change(id) { old, now throws(Failure) in
      switch RecordState(old, at: now) {
      case .live(let header, _) where lifetime == nil && old?.payload == payload:
        Entry(header: header, payload: payload)
      case .live(let header, _): Entry(header: header.overwritten(lifetime: lifetime, at: now), payload: payload)
      case .rotated: throw .rotated
      default: Entry(header: self.fresh(id, lifetime, now), payload: payload)
      }
    }
    return put.header.sessionVersion
  }

  public nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    try await withLocalLock(id.digest, .exclusive, nil) {
      let entry = try self.liveEntry(id)
      var draft = SessionDraft(version: entry.header.sessionVersion, payload: entry.payload)
      let result = try HeldDomains.with(.session(id.digest), of: self.localLocks) { try body(&draft) }
      _ = try self.saveHeld(draft.payload, id, draft.lifetime)
      return result
    }
  }

  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration? = nil,
    _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await withLocalLock(id.digest, .exclusive, timeout) {
      let entry = try self.liveEntry(id)
      let snapshot = self.snapshot(id, entry)
      var locked = LockedSession(id, snapshot: snapshot, backing: MemoryHold(self, id))
      return try await HeldDomains.with(.session(id.digest), of: self.localLocks) { try await body(&locked) }
    }
  }

  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration? = nil,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await withLocalLock(id.digest, .shared, timeout) {
      let entry = try self.liveEntry(id)
      let snapshot = self.snapshot(id, entry)
      let locked = LockedSession(id, snapshot: snapshot, backing: MemoryHold(self, id))
      return try await HeldDomains.with(.session(id.digest), of: self.localLocks) { try await body(locked) }
    }
  }

  /// Nothing to close.
  public nonisolated(nonsending) func close() async {}

  public nonisolated(nonsending) func touch(_ id: SessionID) async throws {
    let ticket = localLocks.ticket(for: .session(id.digest), .exclusive)
    defer { localLocks.leave(ticket) }
    // Somebody else's local lock: a touch does not wait.
    guard localLocks.enter(ticket) == .granted else { return }
    try changeHeld(id) { old, now throws(Failure) in
      try Self.live(old, at: now).touched(at: now, coalescing: Self.touchCoalescingThousandths)
        .map { Entry(header: $0, payload: old?.payload ?? []) }
    }
  }

  public nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    let new = try SessionID.random()
    let incarnation = UInt64.random(in: .min ... .max)
    try await change(id) { old, now throws(Failure) in
      let header = try Self.live(old, at: now)
      let payload = old?.payload ?? []
      let renewed = Entry(header: header.rotated(incarnation: incarnation, at: now), payload: payload)
      self.entries.withLock { $0[new.digest] = renewed }
      let frozen = header.frozen(.frozen, grace: grace, at: now)
      return Entry(header: frozen, payload: payload, successor: new.digest)
    }
    return new
  }

  public nonisolated(nonsending) func delete(_ id: SessionID) async throws {
    var chain = DeletionChain(id.digest)
    while let step = chain.next {
      // In a task that is nobody's to cancel: a logout that was begun is carried through.
      let deletion = Task {
        try await self.withLocalLock(step.digest, .exclusive, Self.deleteTimeout) { self.delete(step) }
      }
      chain.advance(try await deletion.value)
    }
  }

  private func delete(_ step: DeletionChain.Step) -> Deletion {
    entries.withLock { entries in
      if let entry = entries[step.digest], entry.header.isRotated, !step.successorIsGone {
        return .successorFirst(entry.successor)
      }
      entries[step.digest] = nil
      return .done
    }
  }

  /// Removes what has expired, but what is in use.
  public nonisolated(nonsending) func sweep() async throws -> SweepReport {
    var report = SweepReport()
    let now = clock.now()
    let expired = entries.withLock { entries in
      report.examined = entries.count
      return entries.filter { $0.value.header.deadline(at: now) <= now }.map(\.key)
    }
    for digest in expired {
      let ticket = localLocks.ticket(for: .session(digest), .exclusive)
      guard localLocks.enter(ticket) == .granted else {
        localLocks.leave(ticket)
        report.busy += 1
        continue
      }
      entries.withLock { entries in
        guard let entry = entries[digest], entry.header.deadline(at: now) <= now else { return }
        entries[digest] = nil
        report.removed += 1
      }
      localLocks.leave(ticket)
    }
    return report
  }

  // MARK: - What the verbs share

  private func fresh(_ id: SessionID, _ lifetime: SessionLifetime?, _ now: Timestamp) -> RecordHeader {
    .created(lifetime ?? self.lifetime, at: now, incarnation: .random(in: .min ... .max))
  }

  private static func live(_ entry: Entry?, at now: Timestamp) throws(Failure) -> RecordHeader {
    switch RecordState(entry, at: now) {
    case .live(let header, _): return header
    case .rotated: throw .rotated
    default: throw .notFound
    }
  }

  private func liveEntry(_ id: SessionID) throws(SessionError) -> Entry {
    let entry = entries.withLock { $0[id.digest] }
    do { _ = try Self.live(entry, at: clock.now()) } catch { throw SessionError(error) }
    guard let entry else { throw SessionError(Failure.notFound) }
    return entry
  }

  /// Replaces an entry under its local lock; `nil` leaves it as it is.
  @discardableResult
  private func change(
    _ id: SessionID, _ body: (Entry?, Timestamp) throws(Failure) -> Entry?
  ) async throws -> Entry {
    try await withLocalLock(id.digest, .exclusive, nil) { try self.changeHeld(id, body) }
  }

  /// The one place where an entry changes. For who has the local lock.
  @discardableResult
  private func changeHeld(
    _ id: SessionID, _ body: (Entry?, Timestamp) throws(Failure) -> Entry?
  ) throws(SessionError) -> Entry {
    let old = entries.withLock { $0[id.digest] }
    let new: Entry?
    do { new = try body(old, clock.now()) } catch { throw SessionError(error) }
    guard let kept = new ?? old else { throw SessionError(Failure.notFound) }
    guard kept.payload.count <= maximumPayloadByteCount else {
      throw SessionError(Failure.tooLarge(count: kept.payload.count, limit: maximumPayloadByteCount))
    }
    entries.withLock { $0[id.digest] = kept }
    return kept
  }

  fileprivate func deleteHeld(_ id: SessionID) throws(SessionError) {
    _ = try liveEntry(id)
    entries.withLock { $0[id.digest] = nil }
  }

  fileprivate func saveHeld(
    _ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?
  ) throws(SessionError) -> SessionSnapshot {
    try lifetime?.check()
    let entry = try changeHeld(id) { old, now throws(Failure) in
      Self.saved(old, try Self.live(old, at: now), payload, lifetime, at: now)
    }
    return snapshot(id, entry)
  }

  private func snapshot(_ id: SessionID, _ entry: Entry) -> SessionSnapshot {
    SessionSnapshot(id: id, payload: entry.payload, entry.header.believed(at: clock.now()))
  }

  /// As in files: the same payload once more moves the deadline on, and makes no new version.
  private static func saved(
    _ old: Entry?, _ header: RecordHeader, _ payload: [UInt8], _ lifetime: SessionLifetime?, at now: Timestamp
  ) -> Entry {
    guard lifetime == nil, old?.payload == payload else {
      return Entry(header: header.saved(at: now, lifetime: lifetime), payload: payload)
    }
    return Entry(header: header.touched(at: now, coalescing: touchCoalescingThousandths) ?? header, payload: payload)
  }

  private func withLocalLock<Result>(
    _ digest: SessionDigest, _ mode: LockMode, _ timeout: Duration?, _ body: () async throws -> Result
  ) async throws -> Result {
    let ticket = localLocks.ticket(for: .session(digest), mode)
    if localLocks.enter(ticket) == .queued {
      guard !HeldDomains.contain(.session(digest), of: localLocks) else {
        localLocks.leave(ticket)
        throw SessionError(Failure.alreadyHeld)
      }
      switch await localLocks.wait(ticket, until: .now.advanced(by: timeout ?? lockTimeout)) {
      case .granted: break
      case .timedOut: throw SessionError(.timedOut, "the session's lock was not granted in time")
      case .cancelled: throw SessionError.cancelled
      }
    }
    defer { localLocks.leave(ticket) }
    return try await body()
  }
}

extension RecordState {
  init(_ entry: MemorySessionStore.Entry?, at now: Timestamp) {
    self.init(entry.map { Record.found($0.header, payload: 0..<0) } ?? .absent, at: now)
  }
}

/// The local lock is `withLock`'s own; this only carries the verbs.
private final class MemoryHold: LockedSessionBacking {
  private let store: MemorySessionStore
  private let id: SessionID

  init(_ store: MemorySessionStore, _ id: SessionID) {
    self.store = store
    self.id = id
  }

  func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    try store.saveHeld(payload, id, lifetime)
  }

  func delete() async throws { try store.deleteHeld(id) }
  func release() {}
}
