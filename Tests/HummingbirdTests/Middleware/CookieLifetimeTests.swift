#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: how long the browser keeps the cookie")
struct CookieLifetimeTests {
  private func site(
    _ kind: StoreKind, _ clock: ManualClock, _ lifetime: SessionLifetime, _ refresh: SessionRefresh = .onAccess,
    _ concurrency: SessionConcurrency = .optimistic
  ) throws -> Site {
    let sessionClock = clock.sessionClock
    return Site(
      try kind.open(clock: sessionClock).store,
      .with {
        $0.clock = sessionClock
        $0.lifetime = lifetime
        $0.refresh = refresh
        $0.concurrency = concurrency
      })
  }

  @Test("Never longer than to the session's last deadline", arguments: StoreKind.allCases)
  func absolute(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let site = try site(kind, clock, SessionLifetime(idle: .seconds(1000), absolute: .seconds(1500)))
    try await site.test { client in
      let browser = Browser(client)
      #expect(try await browser.post("/count").cookie?.maxAge == 1000)
      clock.advance(by: .seconds(400))
      #expect(try await browser.get("/visit").cookie?.maxAge == 1000)
      clock.advance(by: .seconds(500))
      #expect(try await browser.get("/visit").cookie?.maxAge == 600)
      clock.advance(by: .seconds(599))
      let last = try await browser.get("/visit")
      #expect(last.text == Visit(count: 1).text)
      #expect(last.setCookies.isEmpty)
      clock.advance(by: .seconds(1))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("With an absolute deadline alone the cookie is set once, for that long", arguments: StoreKind.allCases)
  func absoluteAlone(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let site = try site(kind, clock, SessionLifetime(idle: nil, absolute: .seconds(1500)))
    try await site.test { client in
      let browser = Browser(client)
      let firstAnswer = try await browser.post("/count").cookie?.maxAge
      #expect(firstAnswer == 1500)
      clock.advance(by: .seconds(1499))
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      // There is nothing to renew; were the cookie set again, it would be for what is left.
      let secondAnswer = try await browser.post("/count").cookie?.maxAge ?? 1
      #expect(secondAnswer == 1)
      clock.advance(by: .seconds(1))
      let thirdAnswer = try await browser.get("/visit").text
      #expect(thirdAnswer == "none")
    }
  }

  @Test("With an idle deadline alone it is renewed for ever", arguments: StoreKind.allCases)
  func idleAlone(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let site = try site(kind, clock, SessionLifetime(idle: .seconds(1000), absolute: nil))
    try await site.test { client in
      let browser = Browser(client)
      let firstAnswer = try await browser.post("/count").cookie?.maxAge
      #expect(firstAnswer == 1000)
      for _ in 0..<20 {
        clock.advance(by: .seconds(900))
        let secondAnswer = try await browser.get("/visit").cookie?.maxAge
        #expect(secondAnswer == 1000)
      }
    }
  }

  @Test("Without any deadline it is the browser's to keep while it runs", arguments: StoreKind.allCases)
  func none(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let site = try site(kind, clock, SessionLifetime(idle: nil, absolute: nil))
    try await site.test { client in
      let browser = Browser(client)
      let set = try #require(try await browser.post("/count").cookie)
      #expect(set.maxAge == nil)
      #expect(!set.value.isEmpty)
      clock.advance(by: .seconds(1_000_000_000))
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
    }
  }

  /// What a browser does: it drops the cookie when `Max-Age` seconds have passed since it was last set.
  ///
  /// 1. A visitor changes the session every few seconds. Each save moves the session's deadline on.
  /// 2. If the cookie were renewed only where that deadline is overdue, it never would be, and the visitor would be
  ///    logged out in the middle of it all.
  @Test(
    "A browser that uses the session all the time keeps the cookie all the time", arguments: StoreKind.allCases,
    ["/count", "/visit", "/same"])
  func constantUse(_ kind: StoreKind, _ path: String) async throws {
    for concurrency in [SessionConcurrency.optimistic, .exclusive, .lastWriterWins] {
      let clock = ManualClock()
      let lifetime = SessionLifetime(idle: .seconds(1000), absolute: .seconds(100_000))
      try await site(kind, clock, lifetime, .onAccess, concurrency).test { client in
        let browser = Browser(client, clock: clock.sessionClock)
        try await browser.post("/count")
        for step in 0..<100 {
          clock.advance(by: .seconds(30))
          try #require(browser.cookie != nil, "\(concurrency): dropped at step \(step)")
          let reply = try await (path == "/visit" ? browser.get(path) : browser.post(path))
          #expect(reply.status == .ok)
        }
      }
    }
  }
}
#endif
