public import FileSessions
internal import Synchronization

/// A store that fails when it is told to: for tests of what a program does then.
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

  private struct Order: Sendable {
    let error: any Error
    var calls: Int
    let verbs: Set<Verb>
    let moment: Moment
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
    guard calls > 0 else { return }
    orders.withLock { $0.append(Order(error: error, calls: calls, verbs: verbs, moment: moment)) }
  }

  /// Takes back what was ordered and has not happened yet.
  public func stopFailing() { orders.withLock { $0 = [] } }

  private func take(_ verb: Verb) -> Order? {
    orders.withLock { orders in
      guard let index = orders.firstIndex(where: { $0.verbs.contains(verb) }) else { return nil }
      let order = orders[index]
      orders[index].calls -= 1
      if orders[index].calls == 0 { orders.remove(at: index) }
      return order
    }
  }

  private nonisolated(nonsending) func perform<Result>(
    _ verb: Verb, _ body: nonisolated(nonsending) () async throws -> Result
  ) async throws -> Result {
    guard let order = take(verb) else { return try await body() }
    if order.moment == .after { _ = try await body() }
    throw order.error
  }

  // MARK: - SessionStore

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], lifetime: SessionLifetime?
  ) async throws -> SessionSnapshot {
    try await perform(.create) { try await base.create(payload, lifetime: lifetime) }
  }

  public nonisolated(nonsending) func create(
    _ payload: [UInt8], as id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await perform(.create) { try await base.create(payload, as: id, lifetime: lifetime) }
  }

  public nonisolated(nonsending) func load(_ id: SessionID) async throws -> SessionSnapshot? {
    try await perform(.load) { try await base.load(id) }
  }

  public nonisolated(nonsending) func save(
    _ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await perform(.save) { try await base.save(payload, for: id, ifVersion: ifVersion, lifetime: lifetime) }
  }

  public nonisolated(nonsending) func put(
    _ payload: [UInt8], for id: SessionID, lifetime: SessionLifetime?
  ) async throws -> SessionVersion {
    try await perform(.put) { try await base.put(payload, for: id, lifetime: lifetime) }
  }

  public nonisolated(nonsending) func update<Result>(
    _ id: SessionID, _ body: (inout SessionDraft) throws -> Result
  ) async throws -> Result {
    try await perform(.update) { try await base.update(id, body) }
  }

  public nonisolated(nonsending) func withLock<Result>(
    _ id: SessionID, timeout: Duration?, _ body: nonisolated(nonsending) (inout LockedSession) async throws -> Result
  ) async throws -> Result {
    try await perform(.withLock) { try await base.withLock(id, timeout: timeout, body) }
  }

  public nonisolated(nonsending) func withSharedLock<Result>(
    _ id: SessionID, timeout: Duration?,
    _ body: nonisolated(nonsending) (borrowing LockedSession) async throws -> Result
  ) async throws -> Result {
    try await perform(.withSharedLock) { try await base.withSharedLock(id, timeout: timeout, body) }
  }

  public nonisolated(nonsending) func touch(_ id: SessionID) async throws {
    try await perform(.touch) { try await base.touch(id) }
  }

  public nonisolated(nonsending) func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID {
    try await perform(.rotate) { try await base.rotate(id, grace: grace) }
  }

  public nonisolated(nonsending) func delete(_ id: SessionID) async throws {
    try await perform(.delete) { try await base.delete(id) }
  }

  public nonisolated(nonsending) func sweep() async throws -> SweepReport {
    try await perform(.sweep) { try await base.sweep() }
  }

  /// Closes the store below. It never fails.
  public nonisolated(nonsending) func close() async { await base.close() }
}
