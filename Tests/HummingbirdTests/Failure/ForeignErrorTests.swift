#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("A store with errors of its own: they are the store's failure, whatever they would say elsewhere")
struct ForeignErrorTests {
  /// What such a store throws.
  enum Foreign: String, CaseIterable, Sendable {
    case plain
    /// One that would be an answer, were it a handler's: from a store that speaks HTTP itself, say.
    case answering
    case cancellation

    struct Outage: Error, CustomStringConvertible {
      let description = "look at the other store"
    }

    var error: any Error {
      switch self {
      case .plain: Outage()
      case .answering: HTTPError(.notFound, message: "look at the other store")
      case .cancellation: CancellationError()
      }
    }
  }

  private typealias Store = FailingStore<MemorySessionStore>

  private let store = Store(MemorySessionStore())

  /// 503, without a cookie; the client is told what it can do, and the log what it was.
  private func expectFailure(_ reply: Reply, _ foreign: Foreign, _ site: Site) {
    #expect(reply.status == .serviceUnavailable)
    #expect(reply.setCookies.isEmpty)
    #expect(reply.text.contains("Sessions cannot be stored"))
    #expect(!reply.text.contains("look at"))
    let words = foreign == .cancellation ? "CancellationError" : "look at the other store"
    #expect(site.log.lines(.error).contains { $0.contains("session store failed") && $0.contains(words) })
  }

  private func items(_ items: String...) -> String { Visit(items: items).text }

  @Test("At a load: who looks fails, and nobody else", arguments: Foreign.allCases)
  func load(_ foreign: Foreign) async throws {
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.load], with: foreign.error, next: 2)
      expectFailure(try await browser.get("/visit"), foreign, site)
      #expect(try await browser.get("/").text == "hello")
      expectFailure(try await browser.post("/add/b"), foreign, site)
      #expect(try await browser.get("/visit").text == items("a"))
    }
  }

  @Test("At the first edit: no session, no cookie", arguments: Foreign.allCases)
  func create(_ foreign: Foreign) async throws {
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      store.fail([.create], with: foreign.error)
      expectFailure(try await browser.post("/add/a"), foreign, site)
      #expect(try await store.sessionCount == 0)
      #expect(try await browser.post("/add/b").status == .ok)
    }
  }

  @Test("At a save, and at the second try after a conflict: the old value stays", arguments: Foreign.allCases)
  func save(_ foreign: Foreign) async throws {
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.save], with: foreign.error)
      expectFailure(try await browser.post("/add/b"), foreign, site)
      store.fail([.save], with: SessionError(.conflict, "this test says so"))
      store.fail([.update], with: foreign.error)
      expectFailure(try await browser.post("/add/c"), foreign, site)
      #expect(try await browser.get("/visit").text == items("a"))
    }
  }

  @Test("At a lock: the handler does not run", arguments: Foreign.allCases)
  func lock(_ foreign: Foreign) async throws {
    let runs = Tally()
    let site = Site(store, .with { $0.concurrency = .exclusive }) { router in
      router.post("/run") { _, _ -> String in
        runs.add()
        return "ran"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.withLock], with: foreign.error, next: 2)
      expectFailure(try await browser.post("/run"), foreign, site)
      expectFailure(try await browser.post("/add/b"), foreign, site)
      #expect(runs.count == 0)
      #expect(try await browser.get("/visit").text == items("a"))
    }
  }

  @Test("At the end of a lock: it is no answer, though the handler had one", arguments: Foreign.allCases)
  func unlock(_ foreign: Foreign) async throws {
    let site = Site(store, .with { $0.concurrency = .exclusive })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.withLock], with: foreign.error, .after)
      expectFailure(try await browser.post("/add/b"), foreign, site)
      store.fail([.withLock], with: SessionError(.inputOutput, "look at the other store"), .after)
      #expect(try await browser.post("/add/c").status == .serviceUnavailable)
      // It was saved, and is neither lost nor made twice.
      #expect(try await browser.get("/visit").text == items("a", "b", "c"))
    }
  }

  @Test("At a login nobody is logged in, at a logout nobody is logged out", arguments: Foreign.allCases)
  func rotateAndDelete(_ foreign: Foreign) async throws {
    let site = Site(store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.rotate], with: foreign.error)
      expectFailure(try await browser.post("/login/alice"), foreign, site)
      store.fail([.delete], with: foreign.error)
      expectFailure(try await browser.post("/logout"), foreign, site)
      #expect(try await browser.get("/visit").text == items("a"))
    }
  }

  @Test("A deadline that is not moved on fails nobody, and is logged", arguments: Foreign.allCases)
  func touch(_ foreign: Foreign) async throws {
    let clock = ManualClock()
    let store = Store(MemorySessionStore(clock: clock.sessionClock))
    let site = Site(store, .with { $0.clock = clock.sessionClock })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      clock.advance(by: .seconds(3600))
      store.fail([.touch], with: foreign.error)
      let reply = try await browser.get("/visit")
      #expect(reply.status == .ok && reply.text == items("a"))
      #expect(reply.setCookies.isEmpty)
      #expect(site.log.lines(.warning).count == 1)
      #expect(try await browser.get("/visit").status == .ok)
    }
  }

  @Test("A handler that asks is told that the store failed, and with what")
  func handler() async throws {
    let site = Site(store) { router in
      router.get("/careful") { _, context -> String in
        do { return try await context.session.value?.text ?? "none" } catch let failure as SessionStoreFailure {
          return "\(type(of: failure.underlying))"
        }
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.fail([.load], with: Foreign.Outage())
      #expect(try await browser.get("/careful").text == "Outage")
      #expect(site.log.lines(.error).isEmpty)
    }
  }

  @Test("What an edit throws when it is made once more is the program's, not the store's")
  func editAfterConflict() async throws {
    let runs = Tally()
    let site = Site(store) { router in
      router.post("/once") { request, context -> String in
        try await context.session.edit { visit in
          runs.add()
          guard visit.items.count < 2 else { throw HTTPError(.unprocessableContent, message: "full") }
          visit.items.append("once")
        }
        // Another request comes between the edit and its save.
        let cookie = SessionCookie.host("session").read(from: request.headers[values: .cookie])
        guard case .id(let id) = cookie else { throw Refusal() }
        try await store.update(id) { draft in
          let text = String(decoding: draft.payload, as: UTF8.self)
          draft.payload = Array(text.replacing("\"a\"", with: "\"a\",\"b\"").utf8)
        }
        return "done"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let reply = try await browser.post("/once")
      #expect(reply.status == .unprocessableContent && reply.text.contains("full"))
      #expect(runs.count == 2)
      #expect(try await browser.get("/visit").text == items("a", "b"))
    }
  }
}
#endif
