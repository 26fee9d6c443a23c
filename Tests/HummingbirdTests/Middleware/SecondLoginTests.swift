#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// A login whose answer gets lost, comes twice or crosses another one.
@Suite("Session middleware: a login with the id of before another one")
struct SecondLoginTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  private struct Scene: Sendable {
    let clock = ManualClock()
    let site: Site

    init(
      _ kind: StoreKind, _ concurrency: SessionConcurrency, _ routes: (Router<TestContext>) -> Void = { _ in }
    ) throws {
      let sessionClock = clock.sessionClock
      site = Site(
        try kind.open(clock: sessionClock).store,
        .with {
          $0.clock = sessionClock
          $0.concurrency = concurrency
          $0.lifetime = SessionLifetime(idle: .seconds(1000), absolute: .seconds(5000))
        }, routes)
    }
  }

  @Test(
    "Both are logged in, each in a session of its own, and each with the cart", arguments: StoreKind.allCases,
    concurrencies)
  func twice(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let (second, old) = (Browser(client, cookie: first.cookie), Browser(client, cookie: first.cookie))
      #expect(try await first.post("/login/alice").status == .seeOther)
      try await first.post("/add/secret")
      let reply = try await second.post("/login/bob")
      #expect(reply.status == .seeOther)
      #expect(reply.cookie != nil && Set([first.cookie, second.cookie, old.cookie]).count == 3)
      // It has what the old id could read, and nothing that the first one wrote since.
      for _ in 0..<2 {
        #expect(try await second.get("/visit").text == Visit(user: "bob", items: ["book"]).text)
        #expect(try await first.get("/visit").text == Visit(user: "alice", items: ["book", "secret"]).text)
        scene.clock.advance(by: .seconds(11))
      }
      // Neither is the other's: a logout ends one.
      try await first.post("/logout")
      #expect(try await second.get("/visit").text == Visit(user: "bob", items: ["book"]).text)
      // The grace is over: the old id is no session.
      try await old.post("/login/carol")
      #expect(try await old.get("/visit").text == Visit(user: "carol").text)
    }
  }

  @Test("The same where both have begun before either has moved the session", arguments: StoreKind.allCases)
  func crossing(_ kind: StoreKind) async throws {
    for concurrency in [SessionConcurrency.optimistic, .lastWriterWins] {
      let pause = Pause()
      let scene = try Scene(kind, concurrency) { router in
        router.post("/slow-login") { _, context -> String in
          try await context.session.edit { $0.user = "bob" }
          await pause.stop()
          try context.session.rotate(for: .login)
          return "slow"
        }
      }
      try await scene.site.test { client in
        let first = Browser(client)
        try await first.post("/add/book")
        let second = Browser(client, cookie: first.cookie)
        // 1. Both load. 2. One changes the session, and moves it. 3. The other one wants to.
        async let slow = second.post("/slow-login")
        await pause.reached.wait()
        try await first.post("/add/pen")
        try await first.post("/login/alice")
        pause.release.give()
        let answer = try await slow
        #expect(answer.status == .ok)
        #expect(try await first.get("/visit").text == Visit(user: "alice", items: ["book", "pen"]).text)
        let items = concurrency == .optimistic ? ["book", "pen"] : ["book"]
        #expect(try await second.get("/visit").text == Visit(user: "bob", items: items).text)
      }
    }
  }

  @Test("Twenty at once are all logged in, with the cart", arguments: StoreKind.allCases, concurrencies)
  func many(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/book")
      let cookie = browser.cookie
      let texts = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<20 {
          let own = Browser(client, cookie: cookie)
          group.addTask {
            #expect(try await own.post("/login/alice").status == .seeOther)
            return try await own.get("/visit").text
          }
        }
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(texts == Array(repeating: Visit(user: "alice", items: ["book"]).text, count: 20))
    }
  }

  @Test("The copy ends no later than what it was made of", arguments: StoreKind.allCases)
  func lifetime(_ kind: StoreKind) async throws {
    let scene = try Scene(kind, .optimistic)
    try await scene.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let second = Browser(client, cookie: first.cookie)
      scene.clock.advance(by: .seconds(900))
      try await first.post("/login/alice")
      scene.clock.advance(by: .seconds(5))
      #expect(try await second.post("/login/bob").cookie?.maxAge == 4095)
      for _ in 0..<4 {
        scene.clock.advance(by: .seconds(999))
        #expect(try await second.get("/visit").text == Visit(user: "bob", items: ["book"]).text)
      }
      scene.clock.advance(by: .seconds(99))
      #expect(try await second.get("/visit").text == "none")
    }
  }

  @Test("Who does not say that it is a login makes no copy: 409", arguments: StoreKind.allCases, concurrencies)
  func noLogin(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency) { router in
      router.post("/gain") { _, context -> String in
        try context.session.rotate()
        try await context.session.edit { $0.user = "root" }
        return "gained"
      }
    }
    try await scene.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let second = Browser(client, cookie: first.cookie)
      #expect(try await first.post("/gain").status == .ok)
      let reply = try await second.post("/gain")
      #expect(reply.status == .conflict && reply.setCookies.isEmpty)
    }
  }

  @Test("An old id that has ceased to answer meanwhile is not copied", arguments: StoreKind.allCases)
  func late(_ kind: StoreKind) async throws {
    let pause = Pause()
    let scene = try Scene(kind, .optimistic) { router in
      router.post("/slow-login") { _, context -> String in
        try context.session.rotate(for: .login)
        try await context.session.edit { $0.user = "bob" }
        await pause.stop()
        return "slow"
      }
    }
    try await scene.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let second = Browser(client, cookie: first.cookie)
      try await first.post("/login/alice")
      async let slow = second.post("/slow-login")
      await pause.reached.wait()
      scene.clock.advance(by: .seconds(11))
      pause.release.give()
      let answer = try await slow
      #expect(answer.status == .conflict && answer.setCookies.isEmpty)
    }
  }

  @Test("A new id alone was given already: no copy is made", arguments: StoreKind.allCases, concurrencies)
  func alone(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency) { router in
      router.post("/rotate") { _, context -> String in
        try context.session.rotate()
        return "rotated"
      }
    }
    try await scene.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let second = Browser(client, cookie: first.cookie)
      try await first.post("/rotate")
      let reply = try await second.post("/rotate")
      #expect(reply.status == .ok && reply.setCookies.isEmpty)
      #expect(try await second.get("/visit").text == Visit(items: ["book"]).text)
      #expect(try await first.get("/visit").text == Visit(items: ["book"]).text)
    }
  }
}
#endif
