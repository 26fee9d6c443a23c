public import FileSessions
internal import Synchronization

/// A store that fails, or answers what is not so, when it is told to: for tests of what a program does then.
public final class FailingStore<Base: SessionStore>: SessionStore {
  /// What can be made to fail.
  public enum Verb: Hashable, Sendable, CaseIterable {
    /// Both forms: with a random id, and with a given one.
    case create
    /// `load(_:)`.
    case load
    /// `save(_:for:ifVersion:lifetime:)`.
    case save
    /// `put(_:for:lifetime:)`.
    case put
    /// `update(_:_:)`.
    case update
    /// `withLock(_:timeout:_:)`.
    case withLock
    /// `withSharedLock(_:timeout:_:)`.
    case withSharedLock
    /// `touch(_:)`.
    case touch
    /// `rotate(_:grace:)`.
    case rotate
    /// `delete(_:)`.
    case delete
    /// `sweep()`.
    case sweep
  }

  /// When a call fails.
  public enum Moment: Hashable, Sendable {
    /// Nothing is done.
    case before
    /// It is done all the same, as where the answer was lost on its way.
    case after
  }

  /// What a store should never answer.
  public enum WrongAnswer: Sendable {
    /// The session, as one that is over since it was made.
    case expired
    /// A version that no value of the session has, or ever had.
    case unknownVersion
    /// This session instead of the one that was asked for.
    case stranger(SessionSnapshot)
  }

  private enum Outcome: Sendable {
    case failure(any Error, Moment)
    case wrong(WrongAnswer)
  }

  private struct Order: Sendable {
    let outcome: Outcome
    var calls: Int
    let verbs: Set<Verb>
  }

  /// The store that does what does not fail.
  public let base: Base
  private let orders = Mutex<[Order]>([])

  /// Fails at nothing until `fail` is called.
  public init(_ base: Base) { self.base = base }

  /// Lets calls fail. Of several orders for one verb, the first one is used up first.
  /// - Parameters:
  ///   - verbs: which calls; by default, all.
  ///   - error: what they throw.
  ///   - calls: how many of them in all, from now on.
  ///   - moment: whether the call is done before it fails.
  public func fail(
    _ verbs: Set<Verb> = Set(Verb.allCases), with error: any Error, next calls: Int = 1, _ moment: Moment = .before
  ) {
    order(.failure(error, moment), verbs, calls)
  }

  /// Lets calls be done and answered wrongly: `create`, `load`, `save` and `put` in what they return, `update` and both
  /// locks in what they hand to their closure, and a save under the lock in what it returns. Others have no such
  /// answer.
  /// - Parameters:
  ///   - verbs: which calls.
  ///   - answer: what they answer. Where that has no place, as a deadline has none in a version, the answer is right.
  ///   - calls: how many of them in all, from now on.
  public func answer(_ verbs: Set<Verb>, with answer: WrongAnswer, next calls: Int = 1) {
    order(.wrong(answer), verbs, calls)
  }

  /// Takes back what was ordered and has not happened yet.
  public func stopFailing() { orders.withLock { $0 = [] } }

  private func order(_ outcome: Outcome, _ verbs: Set<Verb>, _ calls: Int) {
    guard calls > 0 else { return }
    orders.withLock { $0.append(Order(outcome: outcome, calls: calls, verbs: verbs)) }
  }

  private func take(_ verb: Verb) -> Outcome? {
    orders.withLock { orders in
      guard let index = orders.firstIndex(where: { $0.verbs.contains(verb) }) else { return nil }
      orders[index].calls -= 1
      return orders[index].calls == 0 ? orders.remove(at: index).outcome : orders[index].outcome
    }
  }

  /// - Parameter body: is given what is to be answered wrongly, if anything is.
  private nonisolated(nonsending) func perform<Result>(
    _ verb: Verb, _ body: nonisolated(nonsending) (WrongAnswer?) async throws -> Result
  ) async throws -> Result {
    switch take(verb) {
    case nil: return try await body(nil)
    case .wrong(let answer): return try await body(answer)
    case .failure(let error, let moment):
      if moment == .after { _ = try await body(nil) }
      throw error
    }
  }

  // MARK: - SessionStore

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], lifetime: SessionLifetime?
  ) async throws -> SessionSnapshot {
    try await perform(.create) { wrong in try await base.create(payload, lifetime: lifetime).answered(wrong) }
  }

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await perform(.create) { wrong in try await base.create(payload, as: id, lifetime: lifetime).answered(wrong) }
  }

  public nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot? {
    try await perform(.load) { wrong in try await base.load(id).map { $0.answered(wrong) } }
  }

  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await perform(.save) { wrong in
      try await base.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime).answered(wrong)
    }
  }

  public nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await perform(.put) { wrong in try await base.put(payload, for: id, lifetime: lifetime).answered(wrong) }
  }

  public nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    try await perform(.update) { wrong in
      guard let wrong else { return try await base.update(id, body) }
      return try await base.update(id) { draft in
        var shown = SessionDraft(version: draft.version.answered(wrong), payload: draft.payload)
        defer { (draft.payload, draft.lifetime) = (shown.payload, shown.lifetime) }
        return try body(&shown)
      }
    }
  }

  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await perform(.withLock) { wrong in
      guard let wrong else { return try await base.withLock(id, timeout: timeout, body) }
      return try await base.withLock(id, timeout: timeout) { locked in
        let snapshot = locked.snapshot?.answered(wrong)
        let granted = GrantedLock<Base>(locked, wrong)
        locked = LockedSession(id, snapshot: snapshot, backing: granted)
        return try await body(&locked)
      }
    }
  }

  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await perform(.withSharedLock) { wrong in
      guard let wrong else { return try await base.withSharedLock(id, timeout: timeout, body) }
      return try await base.withSharedLock(id, timeout: timeout) { locked in
        let shown = LockedSession(id, snapshot: locked.snapshot?.answered(wrong), backing: ReadOnlyLock())
        return try await body(shown)
      }
    }
  }

  public nonisolated(nonsending) func touch(_ id: SessionID) async throws {
    try await perform(.touch) { _ in try await base.touch(id) }
  }

  public nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    try await perform(.rotate) { _ in try await base.rotate(id, grace: grace) }
  }

  public nonisolated(nonsending) func delete(_ id: SessionID) async throws {
    try await perform(.delete) { _ in try await base.delete(id) }
  }

  public nonisolated(nonsending) func sweep() async throws -> SweepReport {
    try await perform(.sweep) { _ in try await base.sweep() }
  }

  /// Closes the store below. It never fails.
  public nonisolated(nonsending) func close() async { await base.close() }
}

/// A lock that the store below has granted, and whose saves are answered wrongly.
private final class GrantedLock<Base: SessionStore>: LockedSessionBacking, @unchecked Sendable {
  // @unchecked: the one task that has the session has the lock.
  private var locked: LockedSession?
  private let wrong: FailingStore<Base>.WrongAnswer

  init(_ locked: consuming LockedSession, _ wrong: FailingStore<Base>.WrongAnswer) {
    self.locked = consume locked
    self.wrong = wrong
  }

  nonisolated(nonsending) func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    _ = try await locked?.save(payload, lifetime: lifetime)
    guard let snapshot = locked?.snapshot else { throw SessionError(.notFound, "the lock was given up") }
    return snapshot.answered(wrong)
  }

  nonisolated(nonsending) func delete() async throws { try await locked?.delete() }
  func release() { locked = nil }
}

/// Of a lock whose closure cannot save.
private final class ReadOnlyLock: LockedSessionBacking {
  nonisolated(nonsending) func save(_ payload: [UInt8], lifetime: SessionLifetime?) async throws -> SessionSnapshot {
    throw SessionError(.unsupported, "nobody can save under a shared lock")
  }

  nonisolated(nonsending) func delete() async throws {
    throw SessionError(.unsupported, "nobody can delete under a shared lock")
  }

  func release() {}
}

extension SessionVersion {
  fileprivate func answered<Base>(_ wrong: FailingStore<Base>.WrongAnswer?) -> SessionVersion {
    guard case .unknownVersion = wrong else { return self }
    return SessionVersion(incarnation: ~incarnation, counter: counter)
  }
}

extension SessionSnapshot {
  fileprivate func answered<Base>(_ wrong: FailingStore<Base>.WrongAnswer?) -> SessionSnapshot {
    if case .stranger(let stranger) = wrong { return stranger }
    let isOver = if case .expired = wrong { true } else { false }
    return SessionSnapshot(
      id: id, payload: payload, version: version.answered(wrong), creationTime: creationTime,
      expirationTime: isOver ? creationTime : expirationTime, idleTimeout: idleTimeout,
      absoluteDeadline: absoluteDeadline, isRotated: isRotated)
  }
}
