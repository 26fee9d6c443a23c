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
/// The store has to take payloads of 64 KiB, and to move the idle deadline on a touch that comes when nine tenths of the
/// lifetime are over. A store that never grants a lock makes a check wait as long as that store does.
public struct SessionStoreConformance<Store: SessionStore>: Sendable {
  private let scope:
    @Sendable (
      SessionClock, SessionLifetime, nonisolated(nonsending) (Store) async throws -> Void
    ) async throws -> Void
  private let code: @Sendable (any Error) -> SessionError.Code?

  /// For stores that leave nothing behind.
  /// - Parameters:
  ///   - code: what an error of the store means; by default, the code of a `SessionError`. For stores with errors of their
  ///     own.
  ///   - make: makes a store without sessions, which takes the time from this clock, and gives this lifetime to sessions
  ///     that are created without one. The store is closed after the check.
  public init(
    code: @escaping @Sendable (any Error) -> SessionError.Code? = { ($0 as? SessionError)?.code },
    make: @escaping @Sendable (SessionClock, SessionLifetime) async throws -> Store
  ) {
    self.code = code
    scope = { clock, lifetime, body in try await body(make(clock, lifetime)) }
  }

  /// For stores that have something to be cleared away, as a temporary directory.
  /// - Parameters:
  ///   - code: as in `init(code:make:)`.
  ///   - scope: makes a store as in `init(code:make:)`, calls its last argument with it, and clears away. The store is
  ///     closed by then, and nothing is thrown by the call.
  public init(
    code: @escaping @Sendable (any Error) -> SessionError.Code? = { ($0 as? SessionError)?.code },
    scope:
      @escaping @Sendable (
        SessionClock, SessionLifetime, nonisolated(nonsending) (Store) async throws -> Void
      ) async throws -> Void
  ) {
    self.code = code
    self.scope = scope
  }

  /// Runs one check over a store of its own.
  /// - Throws: what the store did not keep. An error that the check did not ask for is such a failure too.
  public nonisolated(nonsending) func run(_ check: ConformanceCheck) async throws(ConformanceFailure) {
    let clock = ManualClock()
    var hasRun = false
    var failure: ConformanceFailure?
    do {
      try await scope(clock.sessionClock, Bench.lifetime) { store in
        hasRun = true
        failure = await outcome(of: check, over: store, clock)
        await store.close()
      }
    } catch {
      // What the check itself found says more than what clearing away met.
      let expected = "a store to be made and cleared away"
      failure = failure ?? ConformanceFailure(check: check.name, expected: expected, seen: "\(error)")
    }
    if let failure { throw failure }
    guard hasRun else {
      throw ConformanceFailure(check: check.name, expected: "a store to be made", seen: "the check was not called")
    }
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

  private nonisolated(nonsending) func outcome(
    of check: ConformanceCheck, over store: Store, _ clock: ManualClock
  ) async -> ConformanceFailure? {
    do {
      try await check.body(Bench(check: check.name, store: store, clock: clock, code: code))
      return nil
    } catch let failure as ConformanceFailure {
      return failure
    } catch {
      return ConformanceFailure(check: check.name, expected: "no error", seen: "\(error)")
    }
  }
}
