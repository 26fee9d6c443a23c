#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("A store that answers what is not so: nobody is shown another's session, and nothing is tried for ever")
struct WrongAnswerTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  private let store = FailingStore(MemorySessionStore())

  private func site(_ concurrency: SessionConcurrency, over store: (any SessionStore)? = nil) -> Site {
    Site(store ?? self.store, .with { $0.concurrency = concurrency })
  }

  private func items(_ items: String...) -> String { Visit(items: items).text }

  @Test("A session that is over counts as none, which is logged", arguments: concurrencies)
  func expired(_ concurrency: SessionConcurrency) async throws {
    let site = site(concurrency)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = try #require(browser.cookie.flatMap { SessionID($0) })
      store.answer([.load, .withLock], with: .expired)
      let reply = try await browser.get("/visit")
      #expect(reply.text == "none" && reply.setCookies.isEmpty)
      #expect(site.log.lines(.warning).contains { $0.contains("over") })
      // The next edit begins a session of its own; what the store really has stays.
      store.answer([.load, .withLock], with: .expired)
      #expect(try await browser.post("/add/b").status == .ok)
      #expect(browser.cookie != old.text)
      #expect(try await browser.get("/visit").text == items("b"))
      #expect(try await Browser(client, cookie: old.text).get("/visit").text == items("a"))
    }
  }

  @Test("A new session that is over already is none: no cookie for it, and no success", arguments: concurrencies)
  func createdExpired(_ concurrency: SessionConcurrency) async throws {
    let site = site(concurrency)
    try await site.test { client in
      let browser = Browser(client)
      store.answer([.create], with: .expired)
      let reply = try await browser.post("/add/a")
      #expect(reply.status == .internalServerError)
      #expect(reply.setCookies.isEmpty && browser.cookie == nil)
      #expect(site.log.lines(.error).contains { $0.contains("invalidAnswer") })
      #expect(try await browser.post("/add/b").status == .ok)
      #expect(try await browser.get("/visit").text == items("b"))
    }
  }

  @Test("A load that throws notFound means that there is none") func loadNotFound() async throws {
    let site = site(.optimistic)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.load], with: SessionError(.notFound, "there is no such session"))
      let reply = try await browser.get("/visit")
      #expect(reply.status == .ok && reply.text == "none")
    }
  }

  @Test(
    "Another's session is shown to nobody, changed by nobody, and its cookie is nobody else's",
    arguments: concurrencies)
  func stranger(_ concurrency: SessionConcurrency) async throws {
    let site = site(concurrency)
    try await site.test { client in
      let (alice, bob) = (Browser(client), Browser(client))
      try await alice.post("/login/alice")
      try await bob.post("/add/bobs")
      let cookies = [alice.cookie, bob.cookie]
      let herID = try #require(alice.cookie.flatMap { SessionID($0) })
      let hers = try #require(try await store.load(herID))
      let verbs: Set<FailingStore<MemorySessionStore>.Verb> = [.load, .withLock]
      for path in ["/add/more", "/same", "/login/bob", "/flash/hello"] {
        store.answer(verbs, with: .stranger(hers))
        let reply = try await bob.post(path)
        #expect(reply.status == .internalServerError, "\(path)")
        #expect(reply.setCookies.isEmpty && !reply.text.contains("alice"), "\(path)")
      }
      store.answer(verbs, with: .stranger(hers))
      let page = try await bob.get("/visit")
      #expect(page.status == .internalServerError && !page.text.contains("alice"))
      #expect(site.log.lines(.error).filter { $0.contains("another session") }.count == 5)
      #expect(!site.log.contains(hers.id.text))
      #expect(try await alice.get("/visit").text == Visit(user: "alice").text)
      #expect(try await bob.get("/visit").text == items("bobs"))
      #expect([alice.cookie, bob.cookie] == cookies)
    }
  }

  @Test(
    "A version that was never given costs one more try, and no edit is lost or made twice", arguments: concurrencies)
  func unknownVersion(_ concurrency: SessionConcurrency) async throws {
    let counting = CountingStore(store)
    let site = site(concurrency, over: counting)
    try await site.test { client in
      let browser = Browser(client)
      store.answer([.create, .load, .save, .update, .withLock], with: .unknownVersion, next: .max)
      for item in ["a", "b", "c"] {
        let reply = try await browser.post("/add/\(item)")
        #expect(reply.status == .ok)
      }
      #expect(try await browser.get("/visit").text == items("a", "b", "c"))
      #expect(try await browser.post("/login/alice").status == .seeOther)
      #expect(try await browser.post("/flash/hello").status == .ok)
      #expect(try await browser.get("/flashes").text == "hello")
      #expect(try await browser.get("/flashes").text.isEmpty)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["a", "b", "c"]).text)
    }
    // Four edits of a session that was there, and one beside the rotation: each is saved once, or tried once more.
    #expect(counting.count(.save) <= 4 && counting.count(.update) <= 5)
    #expect(site.log.lines(.error).isEmpty)
  }
}
#endif
