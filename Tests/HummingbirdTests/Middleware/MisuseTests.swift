#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@Suite("Session middleware: what a program may get wrong")
struct MisuseTests {
  @Test("Added twice, it is one: an edit is made once, a session made once")
  func twice() async throws {
    let store = MemorySessionStore()
    let site = Site(store) { router in
      router.group("inner").add(middleware: SessionMiddleware<TestContext, Visit>(store) { Visit() })
        .post("count") { _, context -> String in
          try await context.session.edit { $0.count += 1 }
          return "counted"
        }
    }
    try await site.test { client in
      let browser = Browser(client)
      let reply = try await browser.post("/inner/count")
      #expect(reply.setCookies.count == 1)
      _ = try await browser.post("/inner/count")
      #expect(try await browser.get("/visit").text == Visit(count: 2).text)
      #expect(try await store.sweep().examined == 1)
    }
  }

  @Test("A choice for a route without the middleware in front fails, and is not ignored")
  func without() async throws {
    let router = Router(context: TestContext.self)
    router.group("x").add(middleware: ConcurrentEdits(.exclusive)).post { _, _ -> String in "done" }
    let application = Application(router: router)
    try await application.test(.router) { client in
      let response = try await client.executeRequest(uri: "/x", method: .post, headers: [:], body: nil)
      #expect(response.status == .internalServerError)
    }
  }

  @Test("Without the middleware nothing seems to be done") func missing() async throws {
    let session = RequestSession<Visit>()
    #expect(throws: SessionMiddlewareMissing.self) { try session.destroy() }
    #expect(throws: SessionMiddlewareMissing.self) { try session.rotate() }
    await #expect(throws: SessionMiddlewareMissing.self) { try await session.edit { $0.count += 1 } }
    await #expect(throws: SessionMiddlewareMissing.self) { _ = try await session.value }
  }

  @Test("What comes after the response does not look as if it had been done")
  func afterwards() async throws {
    let kept = Mutex<RequestSession<Visit>?>(nil)
    let store = MemorySessionStore()
    let site = Site(store) { router in
      router.post("/keep") { _, context -> String in
        try await context.session.edit { $0.count += 1 }
        kept.withLock { $0 = context.session }
        return "kept"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      _ = try await browser.post("/keep")
      let session = try #require(kept.withLock { $0 })
      await #expect(throws: SessionIsSaved.self) { try await session.edit { $0.count += 1 } }
      #expect(throws: SessionIsSaved.self) { try session.destroy() }
      #expect(throws: SessionIsSaved.self) { try session.rotate() }
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
    }
  }

  @Test("A logout inside an edit is a logout", arguments: [SessionConcurrency.optimistic, .exclusive])
  func logoutInAnEdit(_ concurrency: SessionConcurrency) async throws {
    let store = MemorySessionStore()
    let site = Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/leave") { _, context -> String in
        let session = context.session
        let isFirst = Mutex(true)
        try await session.edit { visit in
          visit.count += 1
          if isFirst.withLock({ wasFirst in
            defer { wasFirst = false }; return wasFirst
          }) {
            try session.destroy()
          }
        }
        return "left"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      _ = try await browser.post("/login/alice")
      let old = Browser(client, cookie: browser.cookie)
      _ = try await browser.post("/leave")
      // The edit was made anew, on what there was then: nothing.
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
      #expect(try await old.get("/visit").text == "none")
    }
  }

  @Test("An edit that ends the session each time that it runs fails, and does not run for ever") func endless()
    async throws
  {
    let site = Site(MemorySessionStore()) { router in
      router.post("/leave") { _, context -> String in
        let session = context.session
        await #expect(throws: SessionEditUnsettled.self) { try await session.edit { _ in try session.destroy() } }
        return "left"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      _ = try await browser.post("/login/alice")
      _ = try await browser.post("/leave")
      #expect(browser.cookie == nil)
    }
  }

  @Test("A handler's own error of another store is not taken for the session's")
  func anotherStore() async throws {
    let other = MemorySessionStore()
    let site = Site(MemorySessionStore()) { router in
      router.post("/other") { _, context -> String in
        _ = try await context.session.value
        try await other.save([], for: SessionID(key: "nobody"))
        return "saved"
      }
    }
    try await site.test { client in
      let status = try await Browser(client).post("/other").status
      #expect(status == .internalServerError)
    }
  }

  @Test(
    "Without contention a decision is made once, at a login too", arguments: StoreKind.allCases,
    [SessionConcurrency.optimistic, .lastWriterWins])
  func once(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let calls = Mutex(0)
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency }) { router in
      router.post("/token") { _, context -> String in
        try context.session.rotate()
        return try await context.session.decide { visit in
          calls.withLock { $0 += 1 }
          visit.user = String(UInt64.random(in: 0 ... .max))
          return visit.user ?? ""
        }
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      _ = try await browser.post("/count")
      let token = try await browser.post("/token").text
      #expect(try await browser.get("/visit").text == Visit(user: token, count: 1).text)
      #expect(calls.withLock { $0 } == 1)
    }
  }
}
#endif
