#if Hummingbird
import CoreMetrics
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import Logging
import Metrics
import MetricsTestKit
import Testing

@Suite("The reporter: what happens in a store, counted and logged")
struct SessionReporterTests {
  private struct Scene: Sendable {
    let metrics: TestMetrics
    let log: LogCapture
    let clock = ManualClock()
    let place: Place
    let configuration: FileSessionStore.Configuration

    init(_ kind: StoreKind) throws {
      let (metrics, log) = (TestMetrics(), LogCapture())
      let reporter = withMetricsFactory(metrics) { SessionReporter(logger: log.logger) }
      let strategy = try #require(kind.strategy)
      place = try Place()
      configuration = place.configuration(strategy, clock.sessionClock, observer: reporter.observer)
      self.metrics = metrics
      self.log = log
    }

    func openStore() throws -> FileSessionStore {
      try FileSessionStore(directory: place.path, configuration: configuration)
    }

    func times(_ label: String) -> [Int64] { metrics.timers(label: label).flatMap { $0.values } }

    /// Whether nothing was logged by which a session could be told.
    func isDiscreet(_ id: SessionID) -> Bool {
      !log.contains(id.text) && !log.contains(EntryName.session(id.digest).description) && !log.contains("SessionID")
    }
  }

  @Test("A wait for a lock that was granted", arguments: StoreKind.files)
  func lockWait(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    let store = try WatchedStore(directory: scene.place.path, configuration: scene.configuration)
    let id = try SessionID.random()
    _ = try await store.create([1], as: id, lifetime: nil)
    #expect(scene.times("sessions_lock_wait").isEmpty)
    let pause = Pause()
    let holder = Task { try await store.withLock(id, timeout: nil) { _ in await pause.stop() } }
    await pause.reached.wait()
    let waiter = Task { try await store.update(id) { $0.payload.append(2) } }
    await store.untilQueued(1)
    pause.release.give()
    try await holder.value
    try await waiter.value
    #expect(try await store.load(id)?.payload == [1, 2])
    #expect(scene.times("sessions_lock_wait").count == 1)
    #expect(scene.times("sessions_lock_wait").allSatisfy { $0 > 0 })
    #expect(scene.metrics.counterTotal(label: "sessions_lock_timeouts_total") == 0)
    // Every busy server has these all the time.
    #expect(scene.log.lines(.warning).isEmpty && scene.log.lines(.error).isEmpty)
  }

  @Test("A wait for a lock that was not granted in time", arguments: StoreKind.files)
  func lockTimeout(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    let (first, second) = (try scene.openStore(), try scene.openStore())
    let id = try SessionID.random()
    try await first.create([1], as: id)
    try await first.withLock(id) { _ in
      await expectError(.timedOut) { try await second.withLock(id, timeout: .zero) { _ in } }
    }
    #expect(scene.metrics.counterTotal(label: "sessions_lock_timeouts_total") == 1)
    #expect(scene.log.lines(.warning).count == 1)
    #expect(scene.isDiscreet(id))
  }

  @Test("A directory that is lost wakes somebody, once; and so does a record", arguments: StoreKind.files)
  func lost(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    let store = try scene.openStore()
    let id = try await store.create([1]).id
    try scene.place.removeRecord()
    for _ in 0..<2 { _ = try await store.sweep() }
    #expect(scene.log.lines(.error).count == 1)
    try scene.place.removeStore()
    for _ in 0..<3 { await expectError(.noDirectory) { try await store.load(SessionID.random()) } }
    #expect(scene.metrics.counterTotal(label: "sessions_directory_lost_total") == 1)
    #expect(scene.log.lines(.critical).count == 1)
    #expect(scene.isDiscreet(id))
  }

  @Test("A save that met another version", arguments: StoreKind.files)
  func conflict(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    let store = try scene.openStore()
    let id = try SessionID.random()
    let version = try await store.create([1], as: id)
    try await store.save([2], for: id)
    for _ in 0..<3 { await expectError(.conflict) { try await store.save([3], for: id, ifVersion: version) } }
    #expect(scene.metrics.counterTotal(label: "sessions_conflicts_total") == 3)
    #expect(scene.isDiscreet(id))
  }

  @Test("A damaged file: an error in the log that says what becomes of it", arguments: StoreKind.files)
  func corrupt(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    let store = try scene.openStore()
    let id = try SessionID.random()
    try await store.create([1], as: id)
    try scene.place.overwrite(id, with: Array("garbage".utf8))
    await expectError(.corrupt) { try await store.load(id) }
    #expect(scene.metrics.counterTotal(label: "sessions_corrupt_files_total") == 1)
    #expect(scene.log.lines(.error).count == 1)
    #expect(scene.log.lines(.error).allSatisfy { $0.contains("sweep") })
    #expect(try await store.sweep().corrupt == 1)
    #expect(scene.metrics.counterTotal(label: "sessions_corrupt_files_total") == 2)
    #expect(scene.isDiscreet(id))
  }

  @Test("A sweep, and how much it removed", arguments: StoreKind.files)
  func sweep(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    let store = try scene.openStore()
    var ids: [SessionID] = []
    for seconds in [10, 10, 10, 1000] {
      ids.append(try await store.create([1], lifetime: SessionLifetime(idle: .seconds(seconds), absolute: nil)).id)
    }
    scene.clock.advance(by: .seconds(10))
    _ = try await store.sweep()
    _ = try await store.sweep()
    #expect(scene.metrics.counterTotal(label: "sessions_swept_total") == 3)
    #expect(scene.times("sessions_sweep").count == 2)
    #expect(scene.log.lines(.debug).contains { $0.contains("removed=3") })
    #expect(scene.log.lines(.warning).isEmpty && scene.log.lines(.error).isEmpty)
    for id in ids { #expect(scene.isDiscreet(id)) }
  }
}
#endif
