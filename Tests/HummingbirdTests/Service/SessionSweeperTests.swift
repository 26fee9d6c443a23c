#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import Logging
import ServiceLifecycle
import Testing

@Suite("The sweeper")
struct SessionSweeperTests {
  /// A store with one session that lives ten seconds and one that lives a thousand.
  private struct Scene: Sendable {
    let clock = ManualClock()
    let log = LogCapture()
    let base: any SessionStore
    let store: CountingStore

    init(_ kind: StoreKind) async throws {
      base = try kind.open(clock: clock.sessionClock).store
      store = CountingStore(base)
      _ = try await base.create([1], lifetime: SessionLifetime(idle: .seconds(10), absolute: nil))
      _ = try await base.create([2], lifetime: SessionLifetime(idle: .seconds(1000), absolute: nil))
    }

    func sweeper(every interval: Duration) -> SessionSweeper {
      SessionSweeper(store, every: interval, logger: log.logger)
    }

    /// Returns when a sweep has ended that began after this call did.
    func untilSweptAgain() async { await store.untilEnded(.sweep, store.count(.sweep) + 1) }
  }

  @Test("It removes what has expired, at once and after every interval", arguments: StoreKind.allCases)
  func removes(_ kind: StoreKind) async throws {
    let scene = try await Scene(kind)
    let sweeper = scene.sweeper(every: .milliseconds(1))
    let service = Task { try await sweeper.run() }
    await scene.store.untilEnded(.sweep, 1)
    #expect(try await scene.base.sessionCount == 2)
    scene.clock.advance(by: .seconds(10))
    await scene.untilSweptAgain()
    #expect(try await scene.base.sessionCount == 1)
    scene.clock.advance(by: .seconds(990))
    await scene.untilSweptAgain()
    #expect(try await scene.base.sessionCount == 0)
    service.cancel()
    try await service.value
    #expect(scene.log.lines(.error).isEmpty)
  }

  @Test("The first sweep does not wait for the interval", arguments: StoreKind.allCases)
  func atOnce(_ kind: StoreKind) async throws {
    let scene = try await Scene(kind)
    scene.clock.advance(by: .seconds(10))
    let sweeper = scene.sweeper(every: .seconds(86_400))
    let service = Task { try await sweeper.run() }
    await scene.store.untilEnded(.sweep, 1)
    #expect(try await scene.base.sessionCount == 1)
    service.cancel()
    try await service.value
    #expect(scene.store.count(.sweep) == 1)
  }

  @Test(
    "It ends when its task is cancelled, however long the interval",
    arguments: [Duration.milliseconds(1), .seconds(86_400)])
  func cancelled(_ interval: Duration) async throws {
    let scene = try await Scene(.memory)
    let sweeper = scene.sweeper(every: interval)
    let service = Task { try await sweeper.run() }
    await scene.store.untilEnded(.sweep, 1)
    service.cancel()
    try await service.value
  }

  @Test("It ends when the server shuts down gracefully", arguments: [Duration.milliseconds(1), .seconds(86_400)])
  func gracefulShutdown(_ interval: Duration) async throws {
    let scene = try await Scene(.memory)
    let group = ServiceGroup(services: [scene.sweeper(every: interval)], logger: scene.log.logger)
    let service = Task { try await group.run() }
    await scene.store.untilEnded(.sweep, 1)
    await group.triggerGracefulShutdown()
    try await service.value
  }

  @Test("A sweep that fails is logged, and the next one tried", arguments: StoreKind.allCases)
  func failing(_ kind: StoreKind) async throws {
    let scene = try await Scene(kind)
    scene.clock.advance(by: .seconds(10))
    scene.store.fail(.sweep, .inputOutput, times: 2)
    let sweeper = scene.sweeper(every: .milliseconds(1))
    let service = Task { try await sweeper.run() }
    await scene.store.untilEnded(.sweep, 3)
    #expect(scene.log.lines(.error).count == 2)
    #expect(scene.log.lines(.error).allSatisfy { $0.contains("look at the test") })
    #expect(try await scene.base.sessionCount == 1)
    service.cancel()
    try await service.value
  }

  @Test("A sweep that the shutdown cancels is no error", arguments: StoreKind.allCases)
  func cancelledSweep(_ kind: StoreKind) async throws {
    let scene = try await Scene(kind)
    let pause = Pause()
    scene.store.stop(.sweep, at: pause)
    scene.store.fail(.sweep, .cancelled)
    let group = ServiceGroup(services: [scene.sweeper(every: .seconds(86_400))], logger: scene.log.logger)
    let service = Task { try await group.run() }
    await pause.reached.wait()
    await group.triggerGracefulShutdown()
    // The pause ends with the sweeper's task.
    try await service.value
    #expect(scene.store.count(.sweep) == 1)
    #expect(scene.log.lines(.error).isEmpty && scene.log.lines(.warning).isEmpty)
  }

  @Test("Nor is it one where the store says it in its own way") func cancelledForeignSweep() async throws {
    let (failing, log, pause) = (FailingStore(MemorySessionStore()), LogCapture(), Pause())
    let store = CountingStore(failing)
    store.stop(.sweep, at: pause)
    failing.fail([.sweep], with: CancellationError())
    let sweeper = SessionSweeper(store, every: .seconds(86_400), logger: log.logger)
    let service = Task { try await sweeper.run() }
    await pause.reached.wait()
    service.cancel()
    try await service.value
    #expect(store.count(.sweep) == 1)
    #expect(log.lines(.error).isEmpty && log.lines(.warning).isEmpty)
  }

  @Test("Two on one directory do no harm", arguments: StoreKind.files)
  func two(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let id = try await open.store.create([1]).id
    let stores = [CountingStore(open.store), CountingStore(try open.another())]
    let log = LogCapture()
    let services = stores.map { store in
      Task { try await SessionSweeper(store, every: .milliseconds(1), logger: log.logger).run() }
    }
    for number in 0..<50 { try await open.store.update(id) { $0.payload.append(UInt8(number)) } }
    for store in stores { await store.untilEnded(.sweep, 3) }
    for service in services {
      service.cancel()
      try await service.value
    }
    #expect(try await open.store.load(id)?.payload.count == 51)
    #expect(log.lines(.error).isEmpty && log.lines(.warning).isEmpty)
  }
}
#endif
