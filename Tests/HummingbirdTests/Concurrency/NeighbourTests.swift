#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Testing

/// What one request, one application or one sweep must not do to another.
@Suite("Requests beside long ones")
struct NeighbourTests {
  @Test(
    "A page that only reads does not wait for an exclusive request, also when the deadline is due",
    arguments: StoreKind.allCases)
  func reading(_ kind: StoreKind) async throws {
    let (clock, pause) = (ManualClock(), Pause())
    // Who waited would do so for ten minutes.
    let site = Site(try kind.open(clock: clock.sessionClock).store, .with { $0.clock = clock.sessionClock }) { router in
      router.group("x").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive)).post("report") {
        _, _ -> String in
        await pause.stop()
        return "report"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      clock.advance(by: .seconds(600))
      async let report = browser.post("/x/report")
      await pause.reached.wait()
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      pause.release.give()
      #expect(try await report.text == "report")
    }
  }

  @Test(
    "A session that is larger than this application's limit belongs to the other one on the directory",
    arguments: StoreKind.files)
  func larger(_ kind: StoreKind) async throws {
    let place = try Place()
    var configuration = place.configuration(try #require(kind.strategy), .system)
    configuration.maximumPayloadByteCount = 4 << 20
    let theirs = try FileSessionStore(directory: place.path, configuration: configuration)
    let id = try await theirs.create([UInt8](repeating: 120, count: 2 << 20)).id
    configuration.maximumPayloadByteCount = 1 << 20
    let mine = try FileSessionStore(directory: place.path, configuration: configuration)
    for _ in 0..<2 {
      let report = try await mine.sweep()
      #expect(report.failed == 0 && report.corrupt == 0)
    }
    let site = Site(mine)
    try await site.test { client in
      let reply = try await Browser(client, cookie: id.text).get("/visit")
      #expect(reply.status == .ok && reply.text == "none")
    }
    #expect(site.log.lines(.warning).isEmpty && site.log.lines(.error).isEmpty)
    #expect(try await theirs.load(id)?.payload.count == 2 << 20)
  }

  @Test("A graceful shutdown does not wait for the sweep that is under way", arguments: StoreKind.files)
  func shutdown(_ kind: StoreKind) async throws {
    let (place, log) = (try Place(), LogCapture())
    var configuration = place.configuration(try #require(kind.strategy), .system)
    let fast = try FileSessionStore(directory: place.path, configuration: configuration)
    for _ in 0..<200 { _ = try await fast.create([1]) }
    // Minutes, if it were waited for.
    configuration.sweepEntriesPerSecond = 1
    let store = try FileSessionStore(directory: place.path, configuration: configuration)
    let group = ServiceGroup(services: [SessionSweeper(store, logger: log.logger)], logger: log.logger)
    let service = Task { try await group.run() }
    await group.triggerGracefulShutdown()
    try await service.value
    // It did not come to its end.
    #expect(!place.events.contains { if case .sweep = $0 { true } else { false } })
    #expect(log.lines(.error).isEmpty)
  }
}
#endif
