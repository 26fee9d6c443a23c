#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("Session middleware: which requests keep a session alive")
struct RefreshTests {
  /// A site where sessions live 1000 seconds idle, so that a move of 50 is worth a write, by a clock that a test moves.
  private struct Scene: Sendable {
    let clock = ManualClock()
    let store: CountingStore
    let site: Site

    init(
      _ kind: StoreKind, _ refresh: SessionRefresh, _ concurrency: SessionConcurrency = .optimistic,
      _ routes: (Router<TestContext>) -> Void = { _ in }
    ) throws {
      let sessionClock = clock.sessionClock
      store = CountingStore(try kind.open(clock: sessionClock).store)
      site = Site(
        store,
        .with {
          $0.clock = sessionClock
          $0.lifetime = SessionLifetime(idle: .seconds(1000), absolute: .seconds(100_000))
          $0.refresh = refresh
          $0.concurrency = concurrency
        }, routes)
    }

    /// Seconds until the session is over.
    func left(_ browser: Browser) async throws -> Int64? {
      let id = try #require(browser.cookie.flatMap { SessionID($0) })
      let expires = try await store.load(id)?.expirationTime
      return expires.map { ($0.nanosecondsSince1970 - clock.now.nanosecondsSince1970) / 1_000_000_000 }
    }
  }

  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive]

  @Test("By default those that look at it", arguments: StoreKind.allCases, concurrencies)
  func onAccess(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    #expect(SessionMiddlewareConfiguration().refresh == .onAccess)
    let scene = try Scene(kind, .onAccess, concurrency)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      scene.clock.advance(by: .seconds(50))
      #expect(try await browser.get("/").setCookies.isEmpty)
      #expect(try await scene.left(browser) == 950)
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      #expect(try await scene.left(browser) == 1000)
      scene.clock.advance(by: .seconds(50))
      #expect(try await browser.post("/count").setCookies.isEmpty)
      #expect(try await scene.left(browser) == 1000)
    }
  }

  @Test("On change, those that change it alone", arguments: StoreKind.allCases, concurrencies)
  func onChange(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, .onChange, concurrency)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      scene.clock.advance(by: .seconds(500))
      #expect(try await browser.get("/").setCookies.isEmpty)
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      #expect(try await browser.get("/flashes").setCookies.isEmpty)
      #expect(try await scene.left(browser) == 500)
      #expect(scene.store.count(.touch) == 0)
      #expect(try await browser.post("/count").setCookies.isEmpty)
      #expect(try await scene.left(browser) == 1000)
      scene.clock.advance(by: .seconds(1000))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("On every request, those that never look at it as well", arguments: StoreKind.allCases)
  func everyRequest(_ kind: StoreKind) async throws {
    let scene = try Scene(kind, .saveEveryRequest)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      for _ in 0..<5 {
        scene.clock.advance(by: .seconds(600))
        #expect(try await browser.get("/").setCookies.isEmpty)
        #expect(try await scene.left(browser) == 1000)
      }
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
      // Without a session there is nothing to keep alive.
      #expect(try await Browser(client).get("/").setCookies.isEmpty)
      #expect(try await Browser(client, cookie: SessionID.random().text).get("/").setCookies.isEmpty)
    }
  }

  @Test(
    "Moves are coalesced: within a twentieth of the idle lifetime nothing is written",
    arguments: StoreKind.allCases, [SessionRefresh.onAccess, .saveEveryRequest])
  func coalesced(_ kind: StoreKind, _ refresh: SessionRefresh) async throws {
    let scene = try Scene(kind, refresh)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      #expect(scene.store.writes == 1)
      for seconds in [20, 20, 9] {
        scene.clock.advance(by: .seconds(seconds))
        #expect(try await browser.get("/visit").setCookies.isEmpty)
      }
      #expect(scene.store.writes == 1)
      #expect(try await scene.left(browser) == 951)
      scene.clock.advance(by: .seconds(1))
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      #expect(scene.store.writes == 2)
      #expect(try await scene.left(browser) == 1000)
      scene.clock.advance(by: .seconds(49))
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      #expect(scene.store.writes == 2)
    }
  }

  @Test(
    "A session that is used goes on, and ends when it has not been used for long enough", arguments: StoreKind.allCases)
  func used(_ kind: StoreKind) async throws {
    let scene = try Scene(kind, .onAccess)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      for _ in 0..<10 {
        scene.clock.advance(by: .seconds(999))
        #expect(try await browser.get("/visit").text == Visit(count: 1).text)
      }
      scene.clock.advance(by: .seconds(1000))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("Who only reads is answered, whether or not the deadline can be moved on", arguments: StoreKind.allCases)
  func failing(_ kind: StoreKind) async throws {
    let scene = try Scene(kind, .onAccess)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      scene.clock.advance(by: .seconds(500))
      scene.store.fail(.touch, .noSpace)
      let reply = try await browser.get("/visit")
      #expect(reply.status == .ok)
      #expect(reply.text == Visit(count: 1).text)
      #expect(scene.site.log.lines(.warning).count == 1)
      scene.store.heal()
      try await browser.get("/visit")
      #expect(try await scene.left(browser) == 1000)
    }
  }

  @Test(
    "A deadline that a clock wrote that was ahead is moved as well, where that is a twentieth or more",
    arguments: StoreKind.allCases, [SessionRefresh.onAccess, .saveEveryRequest])
  func setBack(_ kind: StoreKind, _ refresh: SessionRefresh) async throws {
    let scene = try Scene(kind, refresh)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      scene.clock.advance(by: .seconds(-49))
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      #expect(scene.store.count(.touch) == 0)
      scene.clock.advance(by: .seconds(-1))
      #expect(try await browser.get("/visit").setCookies.isEmpty)
      #expect(scene.store.count(.touch) == 1)
    }
  }

  @Test(
    "A request that rotates, and edits nothing, has used its session", arguments: StoreKind.allCases,
    [SessionRefresh.onChange, .onAccess])
  func rotation(_ kind: StoreKind, _ refresh: SessionRefresh) async throws {
    for concurrency in Self.concurrencies {
      let scene = try Scene(kind, refresh, concurrency) { router in
        router.post("/rotate") { _, context -> String in
          try context.session.rotate()
          return "rotated"
        }
      }
      try await scene.site.test { client in
        let browser = Browser(client)
        try await browser.post("/count")
        scene.clock.advance(by: .seconds(900))
        #expect(try await browser.post("/rotate").cookie?.maxAge == 99_100)
        #expect(try await scene.left(browser) == 1000)
      }
    }
  }

  @Test("A request that failed has used its session all the same", arguments: StoreKind.allCases)
  func afterFailure(_ kind: StoreKind) async throws {
    let scene = try Scene(kind, .saveEveryRequest)
    try await scene.site.test { client in
      let browser = Browser(client)
      try await browser.post("/count")
      scene.clock.advance(by: .seconds(500))
      let reply = try await browser.get("/nowhere")
      #expect(reply.status == .notFound)
      #expect(reply.setCookies.isEmpty)
      #expect(try await scene.left(browser) == 1000)
    }
  }
}
#endif
