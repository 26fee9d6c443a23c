#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: a new id at the login")
struct RotationTests {
  /// A site whose time a test moves, and a browser that has a session.
  private struct Scene: Sendable {
    let clock: ManualClock
    let store: any SessionStore
    let site: Site

    init(
      _ kind: StoreKind, _ concurrency: SessionConcurrency = .optimistic,
      _ routes: (Router<TestContext>) -> Void = { _ in }
    ) throws {
      let clock = ManualClock()
      store = try kind.open(clock: clock.sessionClock).store
      site = Site(
        store,
        .with {
          $0.clock = clock.sessionClock
          $0.concurrency = concurrency
        }, routes)
      self.clock = clock
    }
  }

  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  @Test(
    "The login is seen under the new id alone; the old one reads on as it was", arguments: StoreKind.allCases,
    concurrencies)
  func login(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = Browser(client, cookie: browser.cookie)
      let reply = try await browser.post("/login/alice")
      #expect(reply.status == .seeOther)
      #expect(reply.cookie?.value == browser.cookie)
      #expect(browser.cookie != old.cookie)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
      // A request that was on its way is not logged out, and not logged in.
      for _ in 0..<2 {
        let late = try await old.get("/visit")
        #expect(late.text == Visit(items: ["a"]).text)
        #expect(late.setCookies.isEmpty)
      }
      scene.clock.advance(by: .seconds(9))
      #expect(try await old.get("/visit").text == Visit(items: ["a"]).text)
      scene.clock.advance(by: .seconds(1))
      #expect(try await old.get("/visit").text == "none")
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
    }
  }

  @Test(
    "An edit under the old id is refused with 409, and lost nowhere else", arguments: StoreKind.allCases, concurrencies)
  func lateEdit(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = Browser(client, cookie: browser.cookie)
      try await browser.post("/login/alice")
      let refused = try await old.post("/add/late")
      #expect(refused.status == .conflict)
      #expect(refused.setCookies.isEmpty)
      #expect(try await old.get("/visit").text == Visit(items: ["a"]).text)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
    }
  }

  @Test("An edit that was loaded before the login and saved after it is refused as well", arguments: StoreKind.allCases)
  func slowEdit(_ kind: StoreKind) async throws {
    let pause = Pause()
    let scene = try Scene(kind) { router in
      router.post("/slow") { _, context -> String in
        _ = try await context.session.value
        await pause.stop()
        try await context.session.edit { $0.items.append("slow") }
        return "slow"
      }
    }
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = Browser(client, cookie: browser.cookie)
      // 1. The slow request loads. 2. Another one logs in. 3. The slow one saves.
      async let slow = old.post("/slow")
      await pause.reached.wait()
      try await browser.post("/login/alice")
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .conflict)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
    }
  }

  @Test("A page that shows the waiting messages is not refused for the old id", arguments: StoreKind.allCases)
  func lateFlashes(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/hello")
      let old = Browser(client, cookie: browser.cookie)
      try await browser.post("/login/alice")
      // It only reads: whether the message is shown here as well, or later, it is no reason to refuse the page.
      #expect(try await old.get("/flashes").status == .ok)
      #expect(try await browser.get("/flashes").text == "hello")
    }
  }

  @Test("A handler that asks for nothing but a new id gets one", arguments: StoreKind.allCases, concurrencies)
  func alone(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency) { router in
      router.post("/rotate") { _, context -> String in
        try context.session.rotate()
        return "rotated"
      }
    }
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = try #require(browser.cookie)
      #expect(try await browser.post("/rotate").cookie != nil)
      #expect(browser.cookie != old)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      scene.clock.advance(by: .seconds(10))
      #expect(try await Browser(client, cookie: old).get("/visit").text == "none")
    }
  }

  @Test("Without a session there is nothing to move: the login begins one", arguments: StoreKind.allCases)
  func withoutSession(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let site = Site(store) { router in
      router.post("/rotate") { _, context -> String in
        try context.session.rotate()
        return "rotated"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      #expect(try await browser.post("/rotate").setCookies.isEmpty)
      #expect(store.writes == 0)
      try await browser.post("/login/alice")
      #expect(try await browser.get("/visit").text == Visit(user: "alice").text)
    }
    #expect(store.count(.create) == 1)
    #expect(store.count(.rotate) == 0)
  }

  @Test("A new id is no new lifetime", arguments: StoreKind.allCases)
  func lifetime(_ kind: StoreKind) async throws {
    let scene = try Scene(kind)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      // Kept alive for almost a week, in steps of less than two hours.
      for _ in 0..<100 {
        scene.clock.advance(by: .seconds(6000))
        #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      }
      #expect(try await browser.post("/login/alice").cookie?.maxAge == 4800)
      scene.clock.advance(by: .seconds(4799))
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
      scene.clock.advance(by: .seconds(1))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("A handler that fails does not move the session", arguments: StoreKind.allCases)
  func failing(_ kind: StoreKind) async throws {
    let scene = try Scene(kind) { router in
      router.post("/fail") { _, context -> String in
        try context.session.rotate()
        try await context.session.edit { $0.user = "alice" }
        throw Refusal()
      }
    }
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let cookie = browser.cookie
      let reply = try await browser.post("/fail")
      #expect(reply.status == .internalServerError)
      #expect(reply.setCookies.isEmpty)
      #expect(browser.cookie == cookie)
      #expect(try await browser.post("/add/b").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "b"]).text)
    }
  }
}
#endif
