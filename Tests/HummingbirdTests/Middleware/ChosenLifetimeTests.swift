#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: a handler chooses how long the session lives, and whether the browser keeps the cookie")
struct ChosenLifetimeTests {
  private static let remembered = SessionLifetime(idle: .days(20), absolute: .days(30))
  private static let unremembered = SessionLifetime(idle: .seconds(1800), absolute: nil)

  /// What a login page does: visitors for ten minutes; who logs in for half an hour, or "stay signed in".
  private func site(
    _ store: any SessionStore, _ clock: ManualClock, _ concurrency: SessionConcurrency
  ) -> Site {
    let configuration = SessionMiddlewareConfiguration.with {
      $0.clock = clock.sessionClock
      $0.lifetime = SessionLifetime(idle: .seconds(600), absolute: nil)
      $0.concurrency = concurrency
    }
    return Site(store, configuration) { router in
      router.post("/sign-in/:user") { request, context -> String in
        let user = try context.parameters.require("user")
        try context.session.rotate(for: .login)
        try await context.session.edit { $0.user = user }
        let stays = request.uri.query == "stay"
        try await context.session.setLifetime(
          stays ? Self.remembered : Self.unremembered, cookie: stays ? .persistent : .untilBrowserEnds)
        return "signed in"
      }
      // Without a new id, and without another change.
      router.post("/stay") { _, context -> String in
        try await context.session.setLifetime(Self.remembered, cookie: .persistent)
        return "stays"
      }
      router.post("/rotate") { _, context -> String in
        try context.session.rotate()
        return "rotated"
      }
      router.post("/never") { _, context -> String in
        try await context.session.setLifetime(SessionLifetime(idle: .zero, absolute: nil))
        return "never"
      }
      router.post("/stay-and-fail") { _, context -> String in
        try await context.session.setLifetime(Self.remembered, cookie: .persistent)
        throw HTTPError(.internalServerError)
      }
    }
  }

  /// A browser that keeps its cookies by the site's own clock.
  private func visit(
    _ kind: StoreKind, _ concurrency: SessionConcurrency = .optimistic,
    _ body: @escaping @Sendable (ManualClock, Browser, any TestClientProtocol) async throws -> Void
  ) async throws {
    let clock = ManualClock()
    try await site(try kind.open(clock: clock.sessionClock).store, clock, concurrency).test { client in
      try await body(clock, Browser(client, clock: clock.sessionClock), client)
    }
  }

  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  @Test("Stay signed in: thirty days, of which twenty idle", arguments: StoreKind.allCases, concurrencies)
  func remember(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await visit(kind, concurrency) { clock, browser, client in
      try await browser.post("/add/book")
      let reply = try await browser.post("/sign-in/alice?stay")
      #expect(reply.cookie?.maxAge == 30 * 86_400)
      clock.advance(by: .days(19))
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      clock.advance(by: .days(10))
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      clock.advance(by: .days(1))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test(
    "Without: the cookie goes with the browser, the session after half an hour", arguments: StoreKind.allCases,
    concurrencies)
  func browserSession(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await visit(kind, concurrency) { clock, browser, client in
      try await browser.post("/add/book")
      let reply = try await browser.post("/sign-in/alice")
      let cookie = try #require(reply.cookie)
      #expect(cookie.maxAge == nil && !cookie.value.isEmpty)
      // It is remembered where the cookie is set again.
      let moved = try #require(try await browser.post("/rotate").cookie)
      #expect(moved.maxAge == nil && moved.value != cookie.value)
      clock.advance(by: .seconds(1799))
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      clock.advance(by: .seconds(1800))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("A login without a session before it begins with its lifetime", arguments: StoreKind.allCases, concurrencies)
  func begins(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await visit(kind, concurrency) { clock, browser, client in
      let reply = try await browser.post("/sign-in/alice?stay")
      #expect(reply.cookie?.maxAge == 30 * 86_400)
      clock.advance(by: .days(19))
      #expect(try await browser.get("/visit").text == Visit(user: "alice").text)
    }
  }

  @Test("Without another change it is saved, and the cookie set anew", arguments: StoreKind.allCases, concurrencies)
  func alone(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await visit(kind, concurrency) { clock, browser, client in
      let first = try await browser.post("/add/book").cookie
      for _ in 0..<2 {
        let reply = try await browser.post("/stay")
        #expect(reply.cookie?.maxAge == 30 * 86_400)
        #expect(reply.cookie?.value == first?.value)
        clock.advance(by: .days(19))
        #expect(try await browser.get("/visit").text == Visit(items: ["book"]).text)
      }
    }
  }

  @Test("Two logins by a double click end alike", arguments: StoreKind.allCases)
  func twice(_ kind: StoreKind) async throws {
    try await visit(kind) { clock, browser, client in
      try await browser.post("/add/book")
      let second = Browser(client, cookie: browser.cookie, clock: clock.sessionClock)
      for browser in [browser, second] {
        #expect(try await browser.post("/sign-in/alice?stay").cookie?.maxAge == 30 * 86_400)
      }
      clock.advance(by: .days(19))
      for browser in [browser, second] {
        #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      }
    }
  }

  @Test("A lifetime of nothing is refused, and one of a handler that fails is dropped", arguments: StoreKind.allCases)
  func refused(_ kind: StoreKind) async throws {
    try await visit(kind) { clock, browser, client in
      try await browser.post("/add/book")
      #expect(try await browser.post("/never").status == .internalServerError)
      #expect(try await browser.post("/stay-and-fail").setCookies.isEmpty)
      clock.advance(by: .seconds(600))
      #expect(try await browser.get("/visit").text == "none")
    }
  }
}

extension Duration {
  fileprivate static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
#endif
