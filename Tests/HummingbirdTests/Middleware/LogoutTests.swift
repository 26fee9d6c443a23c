#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: a logout is final")
struct LogoutTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  @Test(
    "The session is gone, and the browser is told to forget its cookie", arguments: StoreKind.allCases, concurrencies)
  func logout(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      let set = try #require(try await browser.post("/add/a").cookie)
      let stolen = Browser(client, cookie: browser.cookie)
      let reply = try await browser.post("/logout")
      #expect(reply.status == .seeOther)
      let removal = try #require(reply.cookie)
      #expect(removal.isRemoval)
      #expect(removal.name == set.name)
      #expect(removal.attributes["Path"] == set.attributes["Path"])
      #expect(browser.cookie == nil)
      #expect(try await stolen.get("/visit").text == "none")
      let id = try #require(SessionID(set.value))
      #expect(try await store.load(id) == nil)
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test(
    "A handler sees no session any more, and what it edits then begins a new one", arguments: StoreKind.allCases,
    concurrencies)
  func afterwards(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/anew") { _, context -> String in
        try await context.session.edit { $0.items.append("lost") }
        try context.session.destroy()
        let seen = try await context.session.value?.text ?? "none"
        try await context.session.edit { $0.items.append("new") }
        return seen
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let old = try #require(browser.cookie)
      let reply = try await browser.post("/anew")
      #expect(reply.text == "none")
      #expect(reply.cookie?.value != old)
      #expect(reply.cookie?.isRemoval == false)
      #expect(try await browser.get("/visit").text == Visit(items: ["new"]).text)
      #expect(try await Browser(client, cookie: old).get("/visit").text == "none")
      #expect(try await store.sessionCount == 1)
    }
  }

  @Test(
    "A slow request that loaded before the logout and saves after it brings nothing back",
    arguments: StoreKind.allCases,
    [SessionConcurrency.optimistic, .lastWriterWins])
  func slow(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let (edits, rotates) = (Pause(), Pause())
    let site = Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/slow") { _, context -> String in
        _ = try await context.session.value
        await edits.stop()
        try await context.session.edit { $0.items.append("slow") }
        return "slow"
      }
      router.post("/slow-login") { _, context -> String in
        try await context.session.edit { $0.user = "bob" }
        await rotates.stop()
        try context.session.rotate()
        return "slow"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let late = Browser(client, cookie: browser.cookie)
      // 1. Both load. 2. A third request logs out. 3. Both save.
      async let slow = late.post("/slow")
      async let slowLogin = late.post("/slow-login")
      await edits.reached.wait()
      await rotates.reached.wait()
      #expect(try await browser.post("/logout").cookie?.isRemoval == true)
      edits.release.give()
      rotates.release.give()
      let replies = try await [slow, slowLogin]
      for reply in replies {
        // What was answered with 200 would count as kept.
        #expect(reply.status == .conflict)
        // By now the cookie may be of a new login.
        #expect(reply.setCookies.isEmpty)
      }
      #expect(try await late.get("/visit").text == "none")
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test(
    "Where requests are exclusive, the logout comes after the slow one, and is as final", arguments: StoreKind.files)
  func slowExclusive(_ kind: StoreKind) async throws {
    let store = try kind.openWatched()
    let pause = Pause()
    let site = Site(store, .with { $0.concurrency = .exclusive }) { router in
      router.post("/slow") { _, context -> String in
        await pause.stop()
        try await context.session.edit { $0.items.append("slow") }
        return "slow"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let late = Browser(client, cookie: browser.cookie)
      async let slow = late.post("/slow")
      await pause.reached.wait()
      async let logout = browser.post("/logout")
      await store.untilQueued(1)
      pause.release.give()
      let (slowReply, logoutReply) = try await (slow, logout)
      #expect(slowReply.status == .ok)
      #expect(logoutReply.cookie?.isRemoval == true)
      #expect(try await late.get("/visit").text == "none")
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test("It stays a logout where the handler fails afterwards", arguments: StoreKind.allCases, concurrencies)
  func failing(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/refusal") { _, context -> String in
        try context.session.destroy()
        throw Refusal()
      }
      router.post("/unavailable") { _, context -> Response in
        try context.session.destroy()
        return Response(status: .serviceUnavailable)
      }
      router.post("/bad") { _, context -> String in
        try context.session.destroy()
        throw HTTPError(.badRequest)
      }
    }
    let failures: [(path: String, status: HTTPResponse.Status)] = [
      ("/refusal", .internalServerError), ("/unavailable", .serviceUnavailable), ("/bad", .badRequest),
    ]
    try await site.test { client in
      for failure in failures {
        let browser = Browser(client)
        try await browser.post("/login/alice")
        let stolen = Browser(client, cookie: browser.cookie)
        let reply = try await browser.post(failure.path)
        #expect(reply.status == failure.status)
        #expect(reply.cookie?.isRemoval == true)
        #expect(try await stolen.get("/visit").text == "none")
      }
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test(
    "With the old id of a session that moved on it ends the new one, too", arguments: StoreKind.allCases, concurrencies)
  func oldID(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(
      store,
      .with {
        $0.concurrency = concurrency
        // The old id leads to the new one for so long, by the system's clock.
        $0.rotationGrace = .seconds(3600)
      })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = Browser(client, cookie: browser.cookie)
      try await browser.post("/login/alice")
      #expect(try await old.post("/logout").cookie?.isRemoval == true)
      #expect(try await browser.get("/visit").text == "none")
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test("Without a session it is no failure", arguments: StoreKind.allCases, concurrencies)
  func nothing(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      for cookie in [nil, try SessionID.random().text, "garbage"] {
        let reply = try await Browser(client, cookie: cookie).post("/logout")
        #expect(reply.status == .seeOther)
        #expect(reply.cookie?.isRemoval ?? true)
      }
      let browser = Browser(client)
      try await browser.post("/add/a")
      let again = Browser(client, cookie: browser.cookie)
      try await browser.post("/logout")
      #expect(try await again.post("/logout").cookie?.isRemoval == true)
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test("It is carried out though its client goes away", arguments: StoreKind.allCases, concurrencies)
  func clientGone(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let (store, pause) = (CountingStore(try kind.open().store), Pause())
    let site = Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/slow-logout") { _, context -> String in
        try context.session.destroy()
        await pause.stop()
        return "gone"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let stolen = Browser(client, cookie: browser.cookie)
      store.heedCancellation()
      let request = Task { try await browser.post("/slow-logout") }
      await pause.reached.wait()
      request.cancel()
      _ = await request.result
      #expect(try await stolen.get("/visit").text == "none")
    }
  }

  @Test(
    "One that meets a request that holds the session for too long is answered with 503, and done when that is over",
    arguments: StoreKind.allCases)
  func behindLongRequest(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let stolen = Browser(client, cookie: browser.cookie)
      store.fail(.delete, .timedOut, times: 3)
      let reply = try await browser.post("/logout")
      #expect(reply.status == .serviceUnavailable && reply.setCookies.isEmpty)
      await store.untilEnded(.delete, 4)
      #expect(try await stolen.get("/visit").text == "none")
    }
  }

  @Test("An exclusive one ends every session that the browser has a cookie of", arguments: StoreKind.allCases)
  func exclusive(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = .exclusive })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/book")
      let old = try #require(browser.cookie)
      try await browser.post("/login/alice")
      let new = try #require(browser.cookie)
      #expect(try await Browser(client, cookie: old).get("/visit").text == Visit(items: ["book"]).text)
      let name = "__Host-session"
      let both: HTTPFields = [.cookie: "\(name)=\(old); \(name)=\(new)"]
      let response = try await client.executeRequest(uri: "/logout", method: .post, headers: both, body: nil)
      #expect(response.status.code < 400)
      for cookie in [old, new] { #expect(try await Browser(client, cookie: cookie).get("/visit").text == "none") }
    }
  }

  @Test("The same with a lock that is held", arguments: StoreKind.files)
  func behindLock(_ kind: StoreKind) async throws {
    let (place, pause, retry) = (try Place(), Pause(), Pause())
    var configuration = place.configuration(try #require(kind.strategy), .system)
    configuration.deleteTimeout = .zero
    let store = CountingStore(try FileSessionStore(directory: place.path, configuration: configuration))
    let site = Site(store) { router in
      router.group("x").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive)).post("slow") {
        _, context -> String in
        try await context.session.edit { $0.items.append("slow") }
        await pause.stop()
        return "slow"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let stolen = Browser(client, cookie: browser.cookie)
      async let slow = browser.post("/x/slow")
      await pause.reached.wait()
      #expect(try await browser.post("/logout").status == .serviceUnavailable)
      // One of the tries that follow begins when the lock has been given up.
      store.stop(.delete, at: retry)
      await retry.reached.wait()
      let tries = store.count(.delete)
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      retry.release.give()
      await store.untilEnded(.delete, tries + 1)
      #expect(try await stolen.get("/visit").text == "none")
      #expect(try await store.sessionCount == 0)
    }
  }
}
#endif
