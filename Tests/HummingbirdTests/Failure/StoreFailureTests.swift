#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("A store that fails: an honest status, the old session, and words that help")
struct StoreFailureTests {
  /// A code of the store's, and the status that a client is to see.
  struct Fault: Sendable, CustomTestStringConvertible {
    let code: SessionError.Code
    let status: Int
    /// Whether it is worth another try a second later.
    var passes: Bool { code == .timedOut || code == .noDescriptors }

    var testDescription: String { "\(code), \(status)" }

    static let all = [
      Fault(code: .noSpace, status: 507), Fault(code: .tooLarge, status: 413), Fault(code: .conflict, status: 409),
      Fault(code: .timedOut, status: 503), Fault(code: .inputOutput, status: 503),
      Fault(code: .noDescriptors, status: 503), Fault(code: .noDirectory, status: 503),
      Fault(code: .notPermitted, status: 503), Fault(code: .closed, status: 503),
    ]

    static let ofReading = all.filter { $0.status == 503 }
  }

  private func expect(
    _ reply: Reply, _ fault: Fault, _ site: Site, _ browser: Browser,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(reply.status.code == fault.status, sourceLocation: sourceLocation)
    #expect(reply.setCookies.isEmpty, sourceLocation: sourceLocation)
    #expect((reply.header(.retryAfter) != nil) == fault.passes, sourceLocation: sourceLocation)
    // The client is told what it can do, and the log what the administrator can do.
    #expect(!reply.text.isEmpty, sourceLocation: sourceLocation)
    #expect(!reply.text.contains("this test says so"), sourceLocation: sourceLocation)
    let lines = site.log.lines(fault.status < 500 ? .debug : .error)
    #expect(lines.contains { $0.contains("look at the test") }, sourceLocation: sourceLocation)
    if let cookie = browser.cookie { #expect(!site.log.contains(cookie), sourceLocation: sourceLocation) }
  }

  @Test("At the first edit: no session, no cookie", arguments: Fault.all)
  func creating(_ fault: Fault) async throws {
    let base = MemorySessionStore()
    let store = CountingStore(base)
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      store.fail(.create, fault.code)
      expect(try await browser.post("/add/a"), fault, site, browser)
      #expect(try await base.sessionCount == 0)
      #expect(try await browser.get("/").text == "hello")
      store.heal()
      #expect(try await browser.post("/add/a").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("At a save: the old value stays", arguments: Fault.all)
  func saving(_ fault: Fault) async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail(.save, fault.code)
      // Of a conflict this is what is tried next.
      store.fail(.update, fault.code)
      expect(try await browser.post("/add/b"), fault, site, browser)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      store.heal()
      #expect(try await browser.post("/add/c").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "c"]).text)
    }
  }

  @Test("At a load: those that look fail, and nobody else", arguments: Fault.ofReading)
  func loading(_ fault: Fault) async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail(.load, fault.code)
      expect(try await browser.get("/visit"), fault, site, browser)
      expect(try await browser.post("/add/b"), fault, site, browser)
      #expect(try await browser.get("/").text == "hello")
      #expect(try await Browser(client).get("/visit").text == "none")
      store.heal()
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("At a lock: nothing runs, nothing is changed", arguments: Fault.ofReading)
  func locking(_ fault: Fault) async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store, .with { $0.concurrency = .exclusive })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail(.withLock, fault.code)
      expect(try await browser.post("/add/b"), fault, site, browser)
      #expect(try await Browser(client).get("/").text == "hello")
      store.heal()
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("At a login: nobody is logged in, and the id stays", arguments: Fault.all)
  func rotating(_ fault: Fault) async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail(.rotate, fault.code)
      expect(try await browser.post("/login/alice"), fault, site, browser)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      store.heal()
      try await browser.post("/login/alice")
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a"]).text)
    }
  }

  @Test("Half-way through a login: the new id reaches the browser, for the old one ends soon", arguments: Fault.all)
  func afterRotating(_ fault: Fault) async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = browser.cookie
      store.fail(.update, fault.code)
      let reply = try await browser.post("/login/alice")
      #expect(reply.status.code == fault.status)
      #expect(reply.cookie != nil)
      #expect(browser.cookie != old)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("At a logout: it is no logout, and the browser is not told otherwise", arguments: Fault.ofReading)
  func deleting(_ fault: Fault) async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store) { router in
      router.post("/logout-badly") { _, context -> String in
        try context.session.destroy()
        throw HTTPError(.badRequest)
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      store.fail(.delete, fault.code)
      expect(try await browser.post("/logout"), fault, site, browser)
      #expect(try await browser.get("/visit").text == Visit(user: "alice").text)
      // Where the handler fails as well, its answer may be the one that is given; but somebody has to be told.
      let said = site.log.lines(.error).count
      let reply = try await browser.post("/logout-badly")
      #expect(reply.status.code >= 400)
      #expect(reply.setCookies.isEmpty)
      #expect(site.log.lines(.error).count > said)
      store.heal()
      #expect(try await browser.post("/logout").cookie?.isRemoval == true)
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test(
    "A session that grows beyond what a store takes is refused as it is",
    arguments: [SessionConcurrency.optimistic, .exclusive])
  func tooLarge(_ concurrency: SessionConcurrency) async throws {
    let site = Site(MemorySessionStore(maximumPayloadByteCount: 300), .with { $0.concurrency = concurrency })
    let long = String(repeating: "x", count: 300)
    try await site.test { client in
      #expect(try await Browser(client).post("/add/\(long)").status == .contentTooLarge)
      let browser = Browser(client)
      try await browser.post("/add/a")
      let reply = try await browser.post("/add/\(long)")
      #expect(reply.status == .contentTooLarge)
      #expect(reply.setCookies.isEmpty)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      #expect(try await browser.post("/add/b").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "b"]).text)
    }
  }
}
#endif
