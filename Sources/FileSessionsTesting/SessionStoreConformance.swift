public import FileSessions

/// Whether a store keeps what `SessionStore` promises.
///
/// Each check has a store of its own, with a clock that the check moves: nothing sleeps, and nothing is measured.
///
///     let conformance = SessionStoreConformance { clock, lifetime in
///       MemorySessionStore(lifetime: lifetime, clock: clock)
///     }
///
///     @Test(arguments: ConformanceCheck.all)
///     func keeps(_ check: ConformanceCheck) async throws { try await conformance.run(check) }
///
/// A program does the same with `for failure in await conformance.run() { print(failure) }`.
///
/// The store has to take payloads of 64 KiB, and to move the idle deadline on a touch that comes when nine tenths of
/// the lifetime are over. A store that never grants a lock is given up after `patience`, if it minds time-outs and
/// cancellation.
///
/// `ConformanceCheck.all` knows one process. Where others can work on the same sessions, `runKilledClient` asks what
/// becomes of them when one of those is killed.
public struct SessionStoreConformance<Store: SessionStore>: Sendable {
  private let scope:
    @Sendable (
      SessionClock, SessionLifetime, nonisolated(nonsending) (Store) async throws -> Void
    ) async throws -> Void
  private let code: @Sendable (any Error) -> SessionError.Code?
  private let patience: Duration

  /// For stores that leave nothing behind.
  /// - Parameters:
  ///   - code: what an error of the store means; by default, the code of a `SessionError`. For stores with errors of
  ///     their own.
  ///   - patience: how long a lock is waited for that has to be granted. It is no measure: a busy machine may take its
  ///     time.
  ///   - make: makes a store without sessions, which takes the time from this clock, and gives this lifetime to
  ///     sessions that are created without one. The store is closed after the check.
  public init(
    code: @escaping @Sendable (any Error) -> SessionError.Code? = { ($0 as? SessionError)?.code },
    patience: Duration = .seconds(30),
    make: @escaping @Sendable (SessionClock, SessionLifetime) async throws -> Store
  ) {
    self.code = code
    self.patience = patience
    scope = { clock, lifetime, body in try await body(make(clock, lifetime)) }
  }

  /// For stores that have something to be cleared away, as a temporary directory.
  /// - Parameters:
  ///   - code: as in `init(code:patience:make:)`.
  ///   - patience: as in `init(code:patience:make:)`.
  ///   - scope: makes a store as in `init(code:patience:make:)`, calls its last argument with it, and clears away. The
  ///     store is closed by then, and nothing is thrown by the call.
  public init(
    code: @escaping @Sendable (any Error) -> SessionError.Code? = { ($0 as? SessionError)?.code },
    patience: Duration = .seconds(30),
    scope:
      @escaping @Sendable (
        SessionClock, SessionLifetime, nonisolated(nonsending) (Store) async throws -> Void
      ) async throws -> Void
  ) {
    self.code = code
    self.patience = patience
    self.scope = scope
  }

  /// Runs one check over a store of its own.
  /// - Throws: what the store did not keep. An error that the check did not ask for is such a failure too.
  public nonisolated(nonsending) func run(_ check: ConformanceCheck) async throws(ConformanceFailure) {
    try await run(check.name) { bench, _ in try await check.body(bench) }
  }

  /// Runs all checks, one after the other.
  /// - Returns: what was not kept, at most one failure of each check; none for a store that conforms.
  public nonisolated(nonsending) func run() async -> [ConformanceFailure] {
    var failures: [ConformanceFailure] = []
    for check in ConformanceCheck.all {
      do { try await run(check) } catch { failures.append(error) }
    }
    return failures
  }

  /// Makes a store, has a check look at it, and clears away.
  nonisolated(nonsending) func run(
    _ name: String, _ body: nonisolated(nonsending) (Bench, Store) async throws -> Void
  ) async throws(ConformanceFailure) {
    let clock = ManualClock()
    var hasRun = false
    var failure: ConformanceFailure?
    do {
      try await scope(clock.sessionClock, Bench.lifetime) { store in
        hasRun = true
        let bench = Bench(check: name, store: store, clock: clock, patience: patience, code: code)
        do { try await body(bench, store) } catch { failure = Self.failure(of: name, error) }
        await store.close()
      }
    } catch {
      // What the check itself found says more than what clearing away met.
      let expected = "a store to be made and cleared away"
      failure = failure ?? ConformanceFailure(check: name, expected: expected, seen: "\(error)")
    }
    if let failure { throw failure }
    guard hasRun else {
      throw ConformanceFailure(check: name, expected: "a store to be made", seen: "the check was not called")
    }
  }

  private static func failure(of check: String, _ error: any Error) -> ConformanceFailure {
    error as? ConformanceFailure ?? ConformanceFailure(check: check, expected: "no error", seen: "\(error)")
  }
}
