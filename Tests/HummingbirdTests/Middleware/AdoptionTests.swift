#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: nobody else's id is ever taken over")
struct AdoptionTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  /// An edit by a client whose cookie leads nowhere begins a session with an id of its own, and nothing under the
  /// client's.
  private func expectFresh(_ id: SessionID, _ client: any TestClientProtocol, _ store: any SessionStore) async throws {
    let browser = Browser(client, cookie: id.text)
    #expect(try await browser.get("/visit").text == "none")
    #expect(browser.cookie == id.text)
    let reply = try await browser.post("/add/mine")
    #expect(reply.status == .ok)
    let set = try #require(reply.cookie)
    #expect(set.value != id.text)
    #expect(try await store.load(id) == nil)
    let fresh = try #require(SessionID(set.value))
    #expect(try await store.load(fresh) != nil)
    #expect(try await browser.get("/visit").text == Visit(items: ["mine"]).text)
    // An attacker who knows the client's id has nothing of it.
    #expect(try await Browser(client, cookie: id.text).get("/visit").text == "none")
  }

  @Test("An id that the client made up", arguments: StoreKind.allCases, concurrencies)
  func madeUp(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      try await expectFresh(try SessionID.random(), client, store)
      #expect(try await store.sessionCount == 1)
    }
  }

  @Test("The id of a session that has expired", arguments: StoreKind.allCases, concurrencies)
  func expired(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let clock = ManualClock()
    let store = try kind.open(clock: clock.sessionClock).store
    let site = Site(
      store,
      .with {
        $0.concurrency = concurrency
        $0.clock = clock.sessionClock
      })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/old")
      let id = try #require(browser.cookie.flatMap { SessionID($0) })
      clock.advance(by: .seconds(7199))
      #expect(try await store.load(id) != nil)
      clock.advance(by: .seconds(1))
      try await expectFresh(id, client, store)
    }
  }

  @Test("The id of a session that was ended", arguments: StoreKind.allCases, concurrencies)
  func ended(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/old")
      let id = try #require(browser.cookie.flatMap { SessionID($0) })
      try await browser.post("/logout")
      try await expectFresh(id, client, store)
    }
  }

  @Test("The old id of a session that moved on, when the grace period is over", arguments: StoreKind.allCases)
  func rotatedAway(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let store = try kind.open(clock: clock.sessionClock).store
    let site = Site(store, .with { $0.clock = clock.sessionClock })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/old")
      let id = try #require(browser.cookie.flatMap { SessionID($0) })
      try await browser.post("/login/alice")
      clock.advance(by: .seconds(10))
      try await expectFresh(id, client, store)
      #expect(try await browser.get("/visit").text == Visit(user: "alice", items: ["old"]).text)
    }
  }

  @Test("Two clients never share a session that they did not share before", arguments: StoreKind.allCases)
  func fixation(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let site = Site(store)
    try await site.test { client in
      // 1. Mallory takes an id that nobody has, and puts it into Alice's browser. 2. Alice logs in with it.
      let planted = try SessionID.random().text
      let (mallory, alice) = (Browser(client, cookie: planted), Browser(client, cookie: planted))
      try await alice.post("/login/alice")
      #expect(alice.cookie != planted)
      #expect(try await mallory.get("/visit").text == "none")
      // The same with an id that Mallory has got from the server.
      let own = Browser(client)
      try await own.post("/add/bait")
      let victim = Browser(client, cookie: own.cookie)
      try await victim.post("/login/alice")
      #expect(victim.cookie != own.cookie)
      #expect(try await own.get("/visit").text == Visit(items: ["bait"]).text)
      #expect(try await victim.get("/visit").text == Visit(user: "alice", items: ["bait"]).text)
    }
  }
}
#endif
