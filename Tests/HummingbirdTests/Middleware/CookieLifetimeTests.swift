#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: when the cookie is set, and how long the browser keeps it")
struct CookieLifetimeTests {
  private func site(
    _ kind: StoreKind, _ clock: ManualClock, _ lifetime: SessionLifetime,
    _ concurrency: SessionConcurrency = .optimistic, _ routes: (Router<TestContext>) -> Void = { _ in }
  ) throws -> Site {
    let sessionClock = clock.sessionClock
    return Site(
      try kind.open(clock: sessionClock).store,
      .with {
        $0.clock = sessionClock
        $0.lifetime = lifetime
        $0.refresh = .saveEveryRequest
        $0.concurrency = concurrency
      }, routes)
  }

  @Test("As long as the session may live at most, whatever its idle deadline is", arguments: StoreKind.allCases)
  func absolute(_ kind: StoreKind) async throws {
    for idle in [Duration.seconds(1000), nil] {
      let clock = ManualClock()
      try await site(kind, clock, SessionLifetime(idle: idle, absolute: .seconds(1500))).test { client in
        let browser = Browser(client)
        let first = try await browser.post("/count").cookie?.maxAge
        clock.advance(by: .seconds(900))
        let login = try await browser.post("/login/alice").cookie?.maxAge
        #expect([first, login] == [1500, 600])
        clock.advance(by: .seconds(599))
        let last = try await browser.get("/visit").text
        clock.advance(by: .seconds(1))
        let after = try await browser.get("/visit").text
        #expect([last, after] == [Visit(user: "alice", count: 1).text, "none"])
      }
    }
  }

  @Test("With an idle deadline alone, as long as browsers keep any", arguments: StoreKind.allCases)
  func idleAlone(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    try await site(kind, clock, SessionLifetime(idle: .seconds(1000), absolute: nil)).test { client in
      let browser = Browser(client)
      let maxAge = try await browser.post("/count").cookie?.maxAge
      #expect(maxAge == 400 * 86_400)
    }
  }

  @Test("Without any deadline it is the browser's to keep while it runs", arguments: StoreKind.allCases)
  func none(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    try await site(kind, clock, SessionLifetime(idle: nil, absolute: nil)).test { client in
      let browser = Browser(client)
      let set = try #require(try await browser.post("/count").cookie)
      #expect(set.maxAge == nil)
      #expect(!set.value.isEmpty)
      clock.advance(by: .seconds(1_000_000_000))
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
    }
  }

  /// What a browser does: it drops the cookie when `Max-Age` seconds have passed since it was set.
  @Test(
    "A browser that uses the session keeps its cookie, which is not set again: so caches work",
    arguments: StoreKind.allCases, ["/count", "/visit", "/same"])
  func constantUse(_ kind: StoreKind, _ path: String) async throws {
    for concurrency in [SessionConcurrency.optimistic, .exclusive, .lastWriterWins] {
      let clock = ManualClock()
      let lifetime = SessionLifetime(idle: .seconds(1000), absolute: .seconds(100_000))
      try await site(kind, clock, lifetime, concurrency).test { client in
        let browser = Browser(client, clock: clock.sessionClock)
        try await browser.post("/count")
        for step in 0..<100 {
          clock.advance(by: .seconds(900))
          try #require(browser.cookie != nil, "\(concurrency): dropped at step \(step)")
          let reply = try await (path == "/visit" ? browser.get(path) : browser.post(path))
          #expect(reply.status == .ok)
          #expect(reply.setCookies.isEmpty)
          #expect(reply.header(.cacheControl) == nil)
        }
      }
    }
  }

  @Test(
    "An answer that began under the old id, and comes after that of the login, does not put the old cookie back",
    arguments: StoreKind.allCases, [SessionConcurrency.optimistic, .lastWriterWins])
  func late(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let (clock, pause) = (ManualClock(), Pause())
    let lifetime = SessionLifetime(idle: .seconds(1000), absolute: nil)
    let site = try site(kind, clock, lifetime, concurrency) { router in
      router.get("/slow") { _, context -> String in
        let text = try await context.session.value?.text ?? "none"
        await pause.stop()
        return text
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      clock.advance(by: .seconds(900))
      // 1. A page is loaded, whose deadline is due. 2. Another tab logs in. 3. The page is answered.
      async let slow = browser.get("/slow")
      await pause.reached.wait()
      try await browser.post("/login/alice")
      pause.release.give()
      let answer = try await slow
      #expect(answer.text == Visit(items: ["a"]).text)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
    }
  }

  @Test("What was stored while the cookie was renewed is read as ever", arguments: StoreKind.allCases)
  func stored(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let payload =
      "{\"cookieSent\":1764400000,\"flashes\":[{\"kind\":\"info\",\"text\":\"hello\"}],"
      + "\"value\":{\"count\":7,\"items\":[\"a\"]}}"
    let id = try await store.create(Array(payload.utf8)).id
    try await Site(store).test { client in
      let browser = Browser(client, cookie: id.text)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 7).text)
      #expect(try await browser.get("/flashes").text == "hello")
      try await browser.post("/count")
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 8).text)
    }
  }
}
#endif
