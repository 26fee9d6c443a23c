#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: every device of a user")
struct UserBindingTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  /// A site where people log in, and see and end what they are logged in with.
  private struct Devices {
    let site: Site
    let users: UserSessions
    let clock: ManualClock
    let pause = Pause()
    let handed = Handed()

    init(
      _ kind: StoreKind, _ concurrency: SessionConcurrency = .optimistic,
      limit: UserSessionLimit = .oldestGivesWay(1000), refresh: SessionRefresh = .onAccess,
      _ watch: (any SessionStore) -> any SessionStore = { $0 }
    ) throws {
      let clock = ManualClock()
      let store = watch(try kind.open(clock: clock.sessionClock).store)
      let users = UserSessions(store, limit: limit, clock: clock.sessionClock)
      let configuration = SessionMiddlewareConfiguration.with {
        $0.clock = clock.sessionClock
        $0.lifetime = SessionLifetime(idle: .seconds(1000), absolute: nil)
        $0.concurrency = concurrency
        $0.users = users
        $0.refresh = refresh
      }
      (self.clock, self.users) = (clock, users)
      site = Site(store, configuration) { [pause, handed] router in
        Self.addRoutes(to: router, users, pause, handed)
      }
    }

    private static func addRoutes(
      to router: Router<TestContext>, _ users: UserSessions, _ pause: Pause, _ handed: Handed
    ) {
      router.post("/enter/:user/:device") { request, context -> String in
        let user = try context.parameters.require("user")
        try context.session.rotate(for: .login)
        if request.uri.query == "slow" { await pause.stop() }
        try await context.session.bind(to: user, device: context.parameters.require("device"), address: "192.0.2.7")
        try await context.session.edit { $0.user = user }
        switch request.uri.query {
        case "fail": throw Refusal()
        case "save-and-fail":
          try await context.session.save()
          throw Refusal()
        case "bound":
          await pause.stop()
        case "bound-and-save":
          await pause.stop()
          try await context.session.save()
        case "bound-and-fail":
          await pause.stop()
          throw Refusal()
        default: break
        }
        return "entered"
      }
      router.get("/devices") { _, context -> String in
        let session = context.session
        guard let user = try await session.user, let own = try await session.details?.handle else { return "none" }
        return try await users.sessions(of: user).map { $0.device + ($0.handle == own ? "*" : "") }.sorted()
          .joined(separator: " ")
      }
      router.post("/end-others") { _, context -> String in
        let session = context.session
        guard let user = try await session.user, let own = try await session.details?.handle else { return "none" }
        try await users.endOthers(than: own, of: user)
        return "ended"
      }
      router.post("/slow-count") { _, context -> String in
        _ = try await context.session.value
        await pause.stop()
        try await context.session.edit { $0.count += 1 }
        return "counted"
      }
      router.post("/slow-decide") { _, context -> String in
        _ = try await context.session.value
        await pause.stop()
        return "\(try await context.session.decide { $0.count += 1 })"
      }
      router.post("/rotate") { _, context -> String in
        try context.session.rotate()
        return "rotated"
      }
      router.post("/rebind/:user") { request, context -> String in
        _ = try await context.session.value
        if request.uri.query != "now" { await pause.stop() }
        try await context.session.bind(to: context.parameters.require("user"), device: "again")
        return "bound"
      }
      router.post("/decide") { _, context -> String in "\(try await context.session.decide { $0.count += 1 })" }
      router.post("/both") { _, context -> String in
        try await context.session.bind(to: "alice")
        try await context.session.bind(to: "bob")
        return "bound"
      }
      router.post("/in-and-out") { _, context -> String in
        try await context.session.bind(to: "carol")
        try context.session.destroy()
        return "bound"
      }
      router.get("/stream") { _, context -> String in
        handed.keep(context.session)
        return "streaming"
      }
    }
  }

  @Test("A user sees each, and ends the others, or all", arguments: StoreKind.allCases, concurrencies)
  func several(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency)
    try await devices.site.test { client in
      let (laptop, telephone, stranger) = (Browser(client), Browser(client), Browser(client))
      try await laptop.post("/add/book")
      try await laptop.post("/enter/alice/laptop")
      try await telephone.post("/enter/alice/telephone")
      try await stranger.post("/enter/bob/laptop")
      #expect(try await laptop.get("/devices").text == "laptop* telephone")
      #expect(try await telephone.get("/devices").text == "laptop telephone*")
      try await laptop.post("/end-others")
      #expect(try await laptop.get("/devices").text == "laptop*")
      #expect(try await telephone.get("/devices").text == "none")
      #expect(try await telephone.get("/visit").text == "none")
      #expect(try await laptop.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      try await devices.users.endAll(of: "alice")
      #expect(try await laptop.get("/visit").text == "none")
      #expect(try await stranger.get("/visit").text == Visit(user: "bob").text)
      // Who was ended can log in again.
      try await telephone.post("/enter/alice/telephone")
      #expect(try await telephone.get("/devices").text == "telephone*")
    }
  }

  @Test(
    "What was ended is ended for requests that are under way", arguments: StoreKind.allCases,
    ["/slow-count", "/slow-decide"])
  func underWay(_ kind: StoreKind, _ path: String) async throws {
    for concurrency in Self.concurrencies {
      let devices = try Devices(kind, concurrency)
      try await devices.site.test { client in
        let browser = Browser(client)
        try await browser.post("/enter/alice/laptop")
        async let slow = browser.post(path)
        await devices.pause.reached.wait()
        try await devices.users.endAll(of: "alice")
        devices.pause.release.give()
        let reply = try await slow
        #expect(reply.status == .conflict, "\(concurrency)")
        #expect(reply.setCookies.isEmpty)
        #expect(try await browser.get("/visit").text == "none")
      }
    }
  }

  @Test("A login that is under way when all are ended is refused", arguments: StoreKind.allCases, concurrencies)
  func loginUnderWay(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency)
    try await devices.site.test { client in
      let browser = Browser(client)
      async let slow = browser.post("/enter/alice/laptop?slow")
      await devices.pause.reached.wait()
      devices.clock.advance(by: .seconds(1))
      try await devices.users.endAll(of: "alice")
      devices.pause.release.give()
      let reply = try await slow
      #expect(reply.status == .conflict)
      #expect(try await browser.get("/visit").text == "none")
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
    }
  }

  @Test("A logout and a login that fails leave nothing in the list", arguments: StoreKind.allCases, concurrencies)
  func leaving(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/book")
      try await browser.post("/enter/alice/laptop?fail")
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
      #expect(try await browser.get("/visit").text == Visit(items: ["book"]).text)
      try await browser.post("/enter/alice/laptop")
      // The session that it has stays the user's where another login fails.
      try await browser.post("/enter/alice/laptop?fail")
      #expect(try await browser.get("/devices").text == "laptop*")
      try await browser.post("/logout")
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
    }
  }

  @Test("A login whose save fails leaves nothing in the list", arguments: StoreKind.allCases)
  func unsaved(_ kind: StoreKind) async throws {
    var counting: CountingStore?
    let devices = try Devices(kind) { store in
      let watched = CountingStore(store)
      counting = watched
      return watched
    }
    let store = try #require(counting)
    try await devices.site.test { client in
      let browser = Browser(client)
      store.fail(.rotate, .noSpace)
      try await browser.post("/add/book")
      #expect(try await browser.post("/enter/alice/laptop").status.code == 507)
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
      store.heal()
      // The list cannot be read: nobody gets in, and it is said.
      try await browser.post("/enter/alice/laptop")
      store.fail(.load, .inputOutput)
      #expect(try await browser.get("/visit").status == .serviceUnavailable)
      store.heal()
      #expect(try await browser.get("/devices").text == "laptop*")
    }
  }

  @Test("Two logins by a double click are two sessions, and both end", arguments: StoreKind.allCases)
  func twice(_ kind: StoreKind) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let second = Browser(client, cookie: first.cookie)
      for browser in [first, second] {
        #expect(try await browser.post("/enter/alice/laptop").status == .ok)
        #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      }
      #expect(try await first.get("/devices").text == "laptop laptop*")
      try await second.post("/logout")
      #expect(try await first.get("/devices").text == "laptop*")
      try await devices.users.endAll(of: "alice")
      for browser in [first, second] { #expect(try await browser.get("/visit").text == "none") }
    }
  }

  @Test(
    "A second click that binds first and ends last, well or not, does not end the first one's login",
    arguments: StoreKind.allCases, ["bound", "bound-and-fail", "bound-and-save"])
  func crossed(_ kind: StoreKind, _ way: String) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      let first = Browser(client)
      try await first.post("/add/book")
      let second = Browser(client, cookie: first.cookie)
      async let slow = second.post("/enter/alice/laptop?\(way)")
      await devices.pause.reached.wait()
      #expect(try await first.post("/enter/alice/laptop").status == .ok)
      devices.pause.release.give()
      let reply = try await slow
      #expect(reply.status == (way == "bound-and-fail" ? .internalServerError : .ok))
      #expect(try await first.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      if way != "bound-and-fail" {
        #expect(try await second.get("/visit").text == Visit(user: "alice", items: ["book"]).text)
      }
    }
  }

  @Test(
    "What was saved under a login stays logged in where the handler fails later", arguments: StoreKind.allCases,
    concurrencies)
  func savedAndFailed(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop?save-and-fail")
      #expect(try await browser.get("/visit").text == Visit(user: "alice").text)
      #expect(try await browser.get("/devices").text == "laptop*")
    }
  }

  @Test("A session that was ended is not bound anew by a request that is under way", arguments: StoreKind.allCases)
  func boundAgain(_ kind: StoreKind) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop")
      // It loads the session before it stops.
      async let slow = browser.post("/rebind/alice")
      await devices.pause.reached.wait()
      for session in try await devices.users.sessions(of: "alice") {
        try await devices.users.end(session.handle, of: "alice")
      }
      devices.pause.release.give()
      let reply = try await slow
      #expect(reply.status == .conflict)
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("To be bound to a user is to get a new id", arguments: StoreKind.allCases)
  func movedByBinding(_ kind: StoreKind) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/book")
      let planted = Browser(client, cookie: browser.cookie)
      try await browser.post("/rebind/alice?now")
      #expect(try await browser.get("/devices").text == "again*")
      #expect(browser.cookie != planted.cookie)
      #expect(try await planted.get("/devices").text == "none")
    }
  }

  @Test("A decision is a use, too", arguments: StoreKind.allCases, concurrencies)
  func decided(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency, refresh: .onChange)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop")
      for _ in 0..<8 {
        devices.clock.advance(by: .seconds(900))
        #expect(try await browser.post("/decide").status == .ok)
      }
      let found = try #require(try await devices.users.sessions(of: "alice").first)
      #expect(found.lastUseTime == devices.clock.now)
    }
  }

  @Test("Who is bound to two users is the second one's; who logs out again is nobody's", arguments: StoreKind.allCases)
  func twoUsers(_ kind: StoreKind) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      try await Browser(client).post("/both")
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
      #expect(try await devices.users.sessions(of: "bob").count == 1)
      try await Browser(client).post("/in-and-out")
      #expect(try await devices.users.sessions(of: "carol").isEmpty)
    }
  }

  @Test("A new id changes nothing; the old one ends with the session", arguments: StoreKind.allCases, concurrencies)
  func rotated(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop")
      let old = Browser(client, cookie: browser.cookie)
      try await browser.post("/rotate")
      #expect(try await browser.get("/devices").text == "laptop*")
      #expect(try await old.get("/visit").text == Visit(user: "alice").text)
      try await devices.users.endAll(of: "alice")
      for browser in [browser, old] { #expect(try await browser.get("/visit").text == "none") }
      // Neither is it copied.
      #expect(try await old.post("/enter/bob/laptop").status == .ok)
      #expect(try await old.get("/visit").text == Visit(user: "bob").text)
    }
  }

  @Test("Who logs in as another user leaves the list of the first", arguments: StoreKind.allCases, concurrencies)
  func another(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let devices = try Devices(kind, concurrency)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop")
      try await browser.post("/enter/bob/laptop?fail")
      #expect(try await browser.get("/devices").text == "laptop*")
      let old = Browser(client, cookie: browser.cookie)
      try await browser.post("/enter/alice/laptop")
      // A copy of the session, which goes on as the first user's.
      try await old.post("/enter/bob/laptop")
      #expect(try await browser.get("/devices").text == "laptop*")
      try await browser.post("/enter/bob/laptop")
      #expect(try await browser.get("/devices").text == "laptop laptop*")
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
    }
  }

  @Test("So many at most", arguments: StoreKind.allCases)
  func limits(_ kind: StoreKind) async throws {
    for limit in [UserSessionLimit.oldestGivesWay(2), .newestIsRefused(2)] {
      let devices = try Devices(kind, limit: limit)
      try await devices.site.test { client in
        let browsers = (0..<3).map { _ in Browser(client) }
        var answers: [HTTPResponse.Status] = []
        for (number, browser) in browsers.enumerated() {
          try await browser.post("/add/book")
          answers.append(try await browser.post("/enter/alice/\(number)").status)
          devices.clock.advance(by: .seconds(1))
        }
        let isRefused = limit == .newestIsRefused(2)
        #expect(answers == [.ok, .ok, isRefused ? .forbidden : .ok])
        #expect(try await browsers[1].get("/devices").text == (isRefused ? "0 1*" : "1* 2"))
        let visitor = Visit(items: ["book"]).text
        let user = Visit(user: "alice", items: ["book"]).text
        #expect(try await browsers[0].get("/visit").text == (isRefused ? user : "none"))
        #expect(try await browsers[2].get("/visit").text == (isRefused ? visitor : user))
      }
    }
  }

  @Test("A session that is used is listed as used, and stays", arguments: StoreKind.allCases, ["/visit", "/count"])
  func used(_ kind: StoreKind, _ path: String) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop")
      let login = devices.clock.now
      for _ in 0..<30 {
        devices.clock.advance(by: .seconds(400))
        #expect(try await (path == "/visit" ? browser.get(path) : browser.post(path)).status == .ok)
      }
      let found = try #require(try await devices.users.sessions(of: "alice").first)
      #expect(found.loginTime == login && found.lastUseTime == devices.clock.now)
      // What is not used is over, and is not listed for ever.
      devices.clock.advance(by: .seconds(1000))
      #expect(try await browser.get("/visit").text == "none")
      devices.clock.advance(by: .seconds(1000))
      #expect(try await devices.users.sessions(of: "alice").isEmpty)
    }
  }

  @Test("A stream hears of it", arguments: StoreKind.allCases)
  func stream(_ kind: StoreKind) async throws {
    let devices = try Devices(kind)
    try await devices.site.test { client in
      let browser = Browser(client)
      try await browser.post("/enter/alice/laptop")
      try await browser.get("/stream")
      let session = try devices.handed.session()
      async let end: Void = session.waitForEnd(asking: .milliseconds(1))
      try await devices.users.endAll(of: "alice")
      try await end
    }
  }

  @Test("Without users none is bound, and one that is counts as none", arguments: StoreKind.allCases)
  func unconfigured(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let bound = Site(store, .with { $0.users = UserSessions(store) }) { router in
      router.post("/enter") { _, context -> String in
        try await context.session.bind(to: "alice")
        return "entered"
      }
    }
    let plain = Site(store) { router in
      router.post("/enter") { _, context -> String in
        try await context.session.bind(to: "alice")
        return "entered"
      }
    }
    let kept = KeptCookie()
    try await bound.test { client in
      let browser = Browser(client)
      try await browser.post("/enter")
      #expect(try await browser.get("/visit").text == Visit().text)
      kept.keep(browser.cookie)
    }
    try await plain.test { client in
      let browser = Browser(client, cookie: kept.value)
      let (seen, entered) = (try await browser.get("/visit").text, try await browser.post("/enter").status)
      #expect(seen == "none" && entered == .internalServerError)
    }
  }
}
#endif
