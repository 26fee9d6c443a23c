#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: loads when somebody looks, saves when something changed")
struct LoadingTests {
  @Test("A handler that does not look costs no load and sets no cookie", arguments: StoreKind.allCases)
  func untouched(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      for _ in 0..<2 {
        let reply = try await browser.get("/")
        #expect(reply.text == "hello")
        #expect(reply.setCookies.isEmpty)
        // What does not depend on who asks may be cached.
        #expect(reply.header(.vary) == nil)
        #expect(reply.header(.cacheControl) == nil)
        // The second time with a session.
        try await browser.post("/add/x")
      }
    }
    // The one load is of the second edit.
    #expect(store.count(.load) == 1)
  }

  @Test("A handler that looks is served by one load, however often it looks", arguments: StoreKind.allCases)
  func once(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let site = Site(store) { router in
      router.post("/many") { _, context -> String in
        for _ in 0..<3 { _ = try await context.session.value }
        for _ in 0..<3 { try await context.session.edit { $0.count += 1 } }
        _ = try await context.session.takeFlashes()
        return try await context.session.value?.text ?? "none"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/x")
      #expect(store.count(.load) == 0)
      let reply = try await browser.post("/many")
      // A handler sees its own edits.
      #expect(reply.text == Visit(items: ["x"], count: 3).text)
      #expect(store.count(.load) == 1)
      #expect(store.count(.save) == 1)
      #expect(store.writes == 2)
    }
  }

  @Test("Who reads a session that is not there gets no cookie, and nothing is stored", arguments: StoreKind.allCases)
  func absent(_ kind: StoreKind) async throws {
    let base = try kind.open().store
    let store = CountingStore(base)
    let site = Site(store)
    try await site.test { client in
      for path in ["/visit", "/flashes"] {
        let reply = try await Browser(client).get(path)
        #expect(reply.status == .ok)
        #expect(reply.setCookies.isEmpty)
      }
      #expect(try await Browser(client).get("/visit").text == "none")
    }
    #expect(store.count(.load) == 0)
    #expect(store.writes == 0)
    #expect(try await base.sessionCount == 0)
  }

  @Test("The first edit makes a session and sets its cookie; later ones only save", arguments: StoreKind.allCases)
  func firstEdit(_ kind: StoreKind) async throws {
    let base = try kind.open().store
    let store = CountingStore(base)
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      let first = try await browser.post("/add/a")
      let set = try #require(first.cookie)
      let id = try #require(SessionID(set.value))
      #expect(set.maxAge == 604_800)
      #expect(try await base.load(id) != nil)
      try await browser.post("/add/b")
      #expect(browser.cookie == set.value)
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "b"]).text)
    }
    #expect(store.count(.create) == 1)
    #expect(store.count(.save) == 1)
    #expect(try await base.sessionCount == 1)
  }

  @Test("An edit that changes nothing is not saved", arguments: StoreKind.allCases)
  func unchanged(_ kind: StoreKind) async throws {
    let base = try kind.open().store
    let store = CountingStore(base)
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/x")
      let id = try #require(browser.cookie.flatMap { SessionID($0) })
      let version = try await base.load(id)?.version
      let reply = try await browser.post("/same")
      #expect(reply.text == "same")
      #expect(reply.setCookies.isEmpty)
      #expect(try await base.load(id)?.version == version)
    }
    #expect(store.writes == 1)
  }

  @Test("A cookie that is no id is not looked up, and replaced at the first edit", arguments: StoreKind.allCases)
  func unusable(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let site = Site(store)
    try await site.test { client in
      for value in ["", "x", "../../etc/passwd", "key:admin", String(repeating: "A", count: 8192)] {
        let browser = Browser(client, cookie: value)
        let reply = try await browser.get("/visit")
        #expect(reply.text == "none")
        #expect(reply.setCookies.isEmpty)
        try await browser.post("/add/a")
        #expect(browser.cookie.flatMap { SessionID($0) } != nil)
        #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      }
    }
    // Those of the last line.
    #expect(store.count(.load) == 5)
  }

  @Test("Caches are told what depends on who asks, and to keep no cookie", arguments: StoreKind.allCases)
  func caches(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store) { router in
      router.post("/own") { _, context -> Response in
        try await context.session.edit { $0.count += 1 }
        return Response(status: .ok, headers: [.cacheControl: "no-store", .vary: "Accept"])
      }
      router.post("/caching") { request, context -> Response in
        try await context.session.edit { $0.count += 1 }
        let said = request.uri.queryParameters.get("said") ?? ""
        return Response(status: .ok, headers: [.cacheControl: said])
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      #expect(try await browser.get("/visit").header(.vary) == "Cookie")
      let first = try await browser.post("/add/a")
      #expect(first.header(.vary) == "Cookie")
      #expect(first.header(.cacheControl) == "private, no-cache")
      // What a handler says stays.
      let own = try await Browser(client).post("/own")
      #expect(own.cookie != nil)
      #expect(own.header(.cacheControl) == "no-store")
      #expect(own.header(.vary) == "Accept, Cookie")
      // `private` with an argument is about that field alone, and a word in quotes is no directive.
      for said in ["private=\"X-User\"", "max-age=60,private=\"A,private,B\"", "x=\"no-store\"", "privately"] {
        let path = "/caching?said=" + said.replacing("\"", with: "%22").replacing("=", with: "%3D")
        #expect(try await Browser(client).post(path).header(.cacheControl) == "private, no-cache", "\(said)")
      }
      for said in ["private", "max-age=60, PRIVATE", "private=\"X-User\", No-Store"] {
        let path =
          "/caching?said="
          + said.replacing("\"", with: "%22").replacing("=", with: "%3D")
          .replacing(" ", with: "%20")
        #expect(try await Browser(client).post(path).header(.cacheControl) == said)
      }
    }
  }

  @Test("What is decided is what the handler gets; what is thrown, too, and then nothing is kept of it")
  func results() async throws {
    let site = Site(MemorySessionStore()) { router in
      router.post("/result") { _, context -> String in
        let count = try await context.session.decide { visit in
          visit.count += 1
          return visit.count
        }
        await #expect(throws: Refusal()) {
          try await context.session.decide { visit -> Int in
            visit.count = 100
            throw Refusal()
          }
        }
        await #expect(throws: Refusal()) {
          try await context.session.edit { visit in
            visit.count = 100
            throw Refusal()
          }
        }
        return "\(count)"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      let firstAnswer = try await browser.post("/result").text
      #expect(firstAnswer == "1")
      let secondAnswer = try await browser.post("/result").text
      #expect(secondAnswer == "2")
      let thirdAnswer = try await browser.get("/visit").text
      #expect(thirdAnswer == Visit(count: 2).text)
    }
  }
}
#endif
