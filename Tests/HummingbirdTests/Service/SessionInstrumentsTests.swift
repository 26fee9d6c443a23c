#if Hummingbird
import CoreMetrics
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Metrics
import MetricsTestKit
import Testing

@Suite("What the middleware counts")
struct SessionInstrumentsTests {
  private let metrics = TestMetrics()

  /// Not asynchronous: the counters are those of the task that makes the middleware.
  private func site(
    _ store: any SessionStore, _ concurrency: SessionConcurrency = .optimistic,
    _ routes: (Router<TestContext>) -> Void = { _ in }
  ) -> Site {
    withMetricsFactory(metrics) { Site(store, .with { $0.concurrency = concurrency }, routes) }
  }

  /// A route that edits and then waits.
  private func addSlow(to router: Router<TestContext>, _ path: RouterPath, _ pause: Pause) {
    router.post(path) { _, context -> String in
      try await context.session.edit { $0.count += 1 }
      await pause.stop()
      return "slow"
    }
  }

  /// The counters that are not zero, without what all of their names have.
  private var counts: [String: Int64] {
    let names = ["started", "ended", "rotated", "edits_retried", "edits_refused", "unusable_cookies", "unreadable"]
    let all = names.map { name in
      let label = name == "unreadable" ? "sessions_unreadable_total" : "sessions_\(name)_total"
      return (name, metrics.counterTotal(label: label))
    }
    return Dictionary(uniqueKeysWithValues: all.filter { $0.1 != 0 })
  }

  @Test("Sessions that begin, move and end", arguments: [SessionConcurrency.optimistic, .exclusive, .lastWriterWins])
  func life(_ concurrency: SessionConcurrency) async throws {
    try await site(MemorySessionStore(), concurrency).test { client in
      let browser = Browser(client)
      try await browser.get("/visit")
      #expect(counts == [:])
      try await browser.post("/add/a")
      try await browser.post("/add/b")
      #expect(counts == ["started": 1])
      try await browser.post("/login/alice")
      #expect(counts == ["started": 1, "rotated": 1])
      try await browser.post("/logout")
      #expect(counts == ["started": 1, "rotated": 1, "ended": 1])
    }
  }

  @Test("Edits that had to be made again, and edits that came too late") func edits() async throws {
    let (first, second) = (Pause(), Pause())
    let site = site(MemorySessionStore()) { router in
      addSlow(to: router, "/slow/first", first)
      addSlow(to: router, "/slow/second", second)
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let retried = browser.post("/slow/first")
      await first.reached.wait()
      try await browser.post("/count")
      first.release.give()
      _ = try await retried
      #expect(counts == ["started": 1, "edits_retried": 1])
      let late = Browser(client, cookie: browser.cookie)
      async let refused = late.post("/slow/second")
      await second.reached.wait()
      try await browser.post("/logout")
      second.release.give()
      _ = try await refused
      #expect(counts == ["started": 1, "edits_retried": 1, "ended": 1, "edits_refused": 1])
    }
  }

  @Test("Cookies that are no id, and sessions that cannot be read") func unreadable() async throws {
    let store = MemorySessionStore()
    try await site(store).test { client in
      try await Browser(client, cookie: "x").get("/")
      #expect(counts == ["unusable_cookies": 1])
      // A made-up id is one: there is nothing wrong with it but that it leads nowhere.
      try await Browser(client, cookie: SessionID.random().text).get("/visit")
      #expect(counts == ["unusable_cookies": 1])
      let id = try await store.create(Array("of another program".utf8)).id
      try await Browser(client, cookie: id.text).get("/visit")
      #expect(counts == ["unusable_cookies": 1, "unreadable": 1])
    }
  }
}
#endif
