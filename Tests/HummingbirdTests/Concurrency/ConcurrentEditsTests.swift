#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("Two requests change one session at once")
struct ConcurrentEditsTests {
  /// A route that loads, waits, and then edits.
  private func addSlow(
    to router: some RouterMethods<TestContext>, _ pause: Pause, _ runs: Tally = Tally()
  ) {
    router.post("slow") { _, context -> String in
      _ = try await context.session.value
      await pause.stop()
      try await context.session.edit { visit in
        runs.add()
        visit.items.append("slow")
      }
      return try await context.session.value?.items.joined(separator: ",") ?? ""
    }
  }

  @Test(
    "Optimistic: the second save is made again on what is there; both edits are kept", arguments: StoreKind.allCases)
  func optimistic(_ kind: StoreKind) async throws {
    #expect(SessionMiddlewareConfiguration().concurrency == .optimistic)
    let store = CountingStore(try kind.open().store)
    let (pause, runs) = (Pause(), Tally())
    let site = Site(store) { addSlow(to: $0, pause, runs) }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      // 1. The slow request loads. 2. The fast one loads and saves. 3. The slow one saves.
      async let slow = browser.post("/slow")
      await pause.reached.wait()
      #expect(try await browser.post("/add/fast").status == .ok)
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      // The handler has seen what was there when it began.
      #expect(reply.text == "a,slow")
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "fast", "slow"]).text)
    }
    #expect(runs.count == 2)
    #expect(store.count(.update) == 1)
  }

  @Test("Optimistic: without another edit in between the closure runs once", arguments: StoreKind.allCases)
  func undisturbed(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let (pause, runs) = (Pause(), Tally())
    let site = Site(store) { addSlow(to: $0, pause, runs) }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let slow = browser.post("/slow")
      await pause.reached.wait()
      // Reading is no edit, and another session is another one.
      try await browser.get("/visit")
      try await Browser(client).post("/add/other")
      pause.release.give()
      let reply = try await slow
      #expect(reply.text == "a,slow")
    }
    #expect(runs.count == 1)
    #expect(store.count(.update) == 0)
  }

  @Test("Optimistic: an edit that is refused when it is made again changes nothing", arguments: StoreKind.allCases)
  func refusedAgain(_ kind: StoreKind) async throws {
    let pause = Pause()
    let site = Site(try kind.open().store) { router in
      router.post("/slow") { _, context -> String in
        try await context.session.edit { visit in
          guard !visit.items.contains("sold-out") else { throw HTTPError(.gone, message: "sold out") }
          visit.items.append("slow")
        }
        await pause.stop()
        return "bought"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let slow = browser.post("/slow")
      await pause.reached.wait()
      try await browser.post("/add/sold-out")
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .gone)
      #expect(try await !browser.get("/visit").text.contains("slow"))
    }
  }

  @Test("Exclusive: the second handler begins when the first one's edits are saved", arguments: StoreKind.files)
  func exclusive(_ kind: StoreKind) async throws {
    let store = try kind.openWatched()
    let (pause, second) = (Pause(), Signal())
    let site = Site(store) { router in
      let group = router.group("exclusive").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      addSlow(to: group, pause)
      group.post("fast") { _, context -> String in
        second.give()
        let seen = try await context.session.value?.items ?? []
        try await context.session.edit { $0.items.append("fast") }
        return seen.joined(separator: ",")
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let slow = browser.post("/exclusive/slow")
      await pause.reached.wait()
      async let fast = browser.post("/exclusive/fast")
      await store.untilQueued(1)
      #expect(!second.isGiven)
      pause.release.give()
      let (slowReply, fastReply) = try await (slow, fast)
      #expect(slowReply.text == "a,slow")
      #expect(fastReply.text == "a,slow")
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "slow", "fast"]).text)
    }
  }

  @Test("Exclusive: readers do not wait", arguments: StoreKind.allCases)
  func readers(_ kind: StoreKind) async throws {
    let pause = Pause()
    let site = Site(try kind.open().store) { router in
      let group = router.group("exclusive").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      addSlow(to: group, pause)
      group.post("count") { _, context -> String in
        try await context.session.edit { $0.count += 1 }
        return "counted"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let slow = browser.post("/exclusive/slow")
      await pause.reached.wait()
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      #expect(try await browser.get("/").text == "hello")
      // Neither do requests of other sessions, nor those without one.
      let other = Browser(client)
      try await other.post("/add/other")
      #expect(try await other.post("/exclusive/count").status == .ok)
      #expect(try await other.get("/visit").text == Visit(items: ["other"], count: 1).text)
      #expect(try await Browser(client).post("/exclusive/count").status == .ok)
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
    }
  }

  @Test("Last writer wins: what was saved meanwhile is lost", arguments: StoreKind.allCases)
  func lastWriter(_ kind: StoreKind) async throws {
    let (pause, runs) = (Pause(), Tally())
    let site = Site(try kind.open().store) { router in
      let group = router.group("careless").add(middleware: ConcurrentEdits<TestContext, Visit>(.lastWriterWins))
      addSlow(to: group, pause, runs)
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let slow = browser.post("/careless/slow")
      await pause.reached.wait()
      try await browser.post("/add/fast")
      pause.release.give()
      let reply = try await slow
      #expect(reply.text == "a,slow")
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "slow"]).text)
    }
    #expect(runs.count == 1)
  }

  @Test("A route's choice is its own: what a middleware before it edited is kept", arguments: StoreKind.allCases)
  func editedBefore(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store) { router in
      let group = router.group("exclusive")
        .add(middleware: CountingMiddleware()).add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      group.post("double") { _, context -> String in
        try await context.session.edit { $0.count *= 2 }
        return "doubled"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      // The first time without a session.
      try await browser.post("/exclusive/double")
      #expect(try await browser.get("/visit").text == Visit(count: 2).text)
      try await browser.post("/exclusive/double")
      #expect(try await browser.get("/visit").text == Visit(count: 6).text)
    }
  }

  @Test(
    "What was edited before the exclusive part is refused with 409 where its session has ended or moved meanwhile",
    arguments: StoreKind.allCases, ["/logout", "/login/alice"])
  func endedBefore(_ kind: StoreKind, _ end: String) async throws {
    let pause = Pause()
    let site = Site(try kind.open().store) { router in
      let group = router.group("exclusive")
        .add(middleware: CountingMiddleware()).add(middleware: StoppingMiddleware(pause: pause))
        .add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      group.post("double") { _, context -> String in
        try await context.session.edit { $0.count *= 2 }
        return "doubled"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let late = Browser(client, cookie: browser.cookie)
      // 1. The middleware loads and edits. 2. Another request ends the session. 3. The lock is asked for.
      async let slow = late.post("/exclusive/double")
      await pause.reached.wait()
      #expect(try await browser.post(end).status == .seeOther)
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .conflict)
      #expect(reply.setCookies.isEmpty)
      #expect(site.log.lines(.error).isEmpty)
    }
  }

  @Test(
    "Exclusive inside exclusive, by a context of its own, fails at once and does not wait for itself",
    arguments: StoreKind.allCases)
  func inside(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let exclusive = SessionMiddlewareConfiguration.with { $0.concurrency = .exclusive }
    let site = Site(store, exclusive) { router in
      router.group("inner", context: ForgetfulContext.self)
        .add(middleware: SessionMiddleware<ForgetfulContext, Visit>(store, configuration: exclusive) { Visit() })
        .get { _, context in try await context.session.value?.text ?? "none" }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      // Who waited would do so for ten minutes.
      #expect(try await browser.get("/inner").status == .internalServerError)
      #expect(site.log.lines(.error).contains { $0.contains("alreadyHeld") })
    }
  }

  @Test("Exclusive twice over is exclusive", arguments: StoreKind.allCases)
  func nested(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = .exclusive }) { router in
      let group = router.group("exclusive")
        .add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
        .add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      group.post("count") { _, context -> String in
        try await context.session.edit { $0.count += 1 }
        return "counted"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      #expect(try await browser.post("/exclusive/count").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 1).text)
    }
  }
}

/// A child context that does not hand on its parent's session.
private struct ForgetfulContext: ChildRequestContext, SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<Visit>()

  init(context: TestContext) { coreContext = context.coreContext }
}

/// Counts every request in its session.
private struct CountingMiddleware: RouterMiddleware {
  typealias Context = TestContext

  @concurrent
  func handle(
    _ request: Request, context: TestContext, next: @concurrent (Request, TestContext) async throws -> Response
  ) async throws -> Response {
    try await context.session.edit { $0.count += 1 }
    return try await next(request, context)
  }
}

/// Stops between the middleware before it and the one behind.
private struct StoppingMiddleware: RouterMiddleware {
  typealias Context = TestContext

  let pause: Pause

  @concurrent
  func handle(
    _ request: Request, context: TestContext, next: @concurrent (Request, TestContext) async throws -> Response
  ) async throws -> Response {
    await pause.stop()
    return try await next(request, context)
  }
}
#endif
