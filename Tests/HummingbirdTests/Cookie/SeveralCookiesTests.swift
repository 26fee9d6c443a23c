#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// A browser that holds cookies of the session's name for other paths or domains as well, which no answer can remove.
@Suite("The session's cookie: several of one name")
struct SeveralCookiesTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]
  private static let cookie = SessionCookie.secure("session")

  private struct Scene: Sendable {
    let clock = ManualClock()
    let store: any SessionStore
    let site: Site

    init(_ kind: StoreKind, _ concurrency: SessionConcurrency) throws {
      let sessionClock = clock.sessionClock
      store = try kind.open(clock: sessionClock).store
      site = Site(
        store,
        .with {
          $0.cookie = SeveralCookiesTests.cookie
          $0.clock = sessionClock
          $0.concurrency = concurrency
        })
    }

    init(_ store: any SessionStore) {
      self.store = store
      site = Site(store, .with { $0.cookie = SeveralCookiesTests.cookie })
    }

    /// What a browser sends that has `stuck` and, after it, what the server has set.
    func send(
      _ method: HTTPRequest.Method, _ path: String, _ client: any TestClientProtocol, stuck: [String],
      _ own: inout String?
    ) async throws -> Reply {
      let pairs = (stuck + [own].compactMap { $0 }).map { "\(SeveralCookiesTests.cookie.name)=\($0)" }
      let headers = HTTPFields([HTTPField(name: .cookie, value: pairs.joined(separator: "; "))])
      let response = try await client.executeRequest(uri: path, method: method, headers: headers, body: nil)
      let reply = Reply(response: response)
      if let set = reply.cookie { own = set.isRemoval ? nil : set.value }
      return reply
    }

    /// Logs in three times, and then looks; the sessions that were left behind are swept.
    func expectLogins(_ client: any TestClientProtocol, stuck: [String], _ before: String? = nil) async throws {
      var own = before
      for _ in 0..<3 {
        #expect(try await send(.post, "/login/bob", client, stuck: stuck, &own).status == .seeOther)
        #expect(try await send(.get, "/visit", client, stuck: stuck, &own).text == Visit(user: "bob").text)
      }
      clock.advance(by: .seconds(11))
      _ = try await store.sweep()
      #expect(try await store.sessionCount == 1)
      #expect(try await send(.get, "/visit", client, stuck: stuck, &own).text == Visit(user: "bob").text)
      #expect(try await send(.post, "/logout", client, stuck: stuck, &own).cookie?.isRemoval == true)
      #expect(try await store.sessionCount == 0)
    }
  }

  @Test("Ids whose sessions are over, and what is no id, lock nobody out", arguments: StoreKind.allCases, concurrencies)
  func dead(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let dead = try (0..<6).map { _ in try SessionID.random().text }
    for stuck in [[dead[0]], dead, ["garbage"], ["", dead[0], "x"]] {
      let scene = try Scene(kind, concurrency)
      try await scene.site.test { client in try await scene.expectLogins(client, stuck: stuck) }
    }
  }

  @Test(
    "Of several that live none is shown or changed; the login begins one of its own, and ends them",
    arguments: StoreKind.allCases, concurrencies)
  func living(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      var (mine, planted): (String?, String?)
      _ = try await scene.send(.post, "/login/alice", client, stuck: [], &mine)
      _ = try await scene.send(.post, "/login/mallory", client, stuck: [], &planted)
      let stuck = [try #require(planted)]
      for path in ["/visit", "/flashes", "/"] {
        let reply = try await scene.send(.get, path, client, stuck: stuck, &mine)
        #expect(!reply.text.contains("alice") && !reply.text.contains("mallory"))
        #expect(reply.setCookies.isEmpty)
      }
      // Looking has cost nobody a session.
      var (a, b) = (mine, planted)
      #expect(try await scene.send(.get, "/visit", client, stuck: [], &a).text == Visit(user: "alice").text)
      #expect(try await scene.send(.get, "/visit", client, stuck: [], &b).text == Visit(user: "mallory").text)
      try await scene.expectLogins(client, stuck: stuck, mine)
    }
  }

  @Test("An edit that is no login begins one as well: no session more per try", arguments: StoreKind.allCases)
  func edits(_ kind: StoreKind) async throws {
    let scene = try Scene(kind, .optimistic)
    try await scene.site.test { client in
      var (mine, planted): (String?, String?)
      _ = try await scene.send(.post, "/add/mine", client, stuck: [], &mine)
      _ = try await scene.send(.post, "/add/planted", client, stuck: [], &planted)
      let stuck = [try #require(planted)]
      for _ in 0..<3 { _ = try await scene.send(.post, "/add/x", client, stuck: stuck, &mine) }
      let text = try await scene.send(.get, "/visit", client, stuck: stuck, &mine).text
      #expect(text == Visit(items: ["x", "x", "x"]).text)
      #expect(try await scene.store.sessionCount == 1)
    }
  }

  @Test(
    "A planted id beside one that is over is an anonymous visit, and the login leaves it behind",
    arguments: StoreKind.allCases, concurrencies)
  func planted(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      var planted: String?
      _ = try await scene.send(.post, "/add/bait", client, stuck: [], &planted)
      let bait = try #require(planted)
      var mine: String? = try SessionID.random().text
      _ = try await scene.send(.post, "/login/alice", client, stuck: [bait], &mine)
      #expect(mine != bait)
      #expect(
        try await scene.send(.get, "/visit", client, stuck: [bait], &mine).text
          == Visit(user: "alice", items: ["bait"]).text)
      #expect(try await scene.send(.get, "/visit", client, stuck: [], &planted).text == Visit(items: ["bait"]).text)
      scene.clock.advance(by: .seconds(11))
      #expect(try await scene.send(.get, "/visit", client, stuck: [], &planted).text == "none")
    }
  }

  @Test("A logout ends all of them", arguments: StoreKind.allCases, concurrencies)
  func logout(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let scene = try Scene(kind, concurrency)
    try await scene.site.test { client in
      var (mine, other): (String?, String?)
      _ = try await scene.send(.post, "/login/alice", client, stuck: [], &mine)
      _ = try await scene.send(.post, "/login/alice", client, stuck: [], &other)
      let stuck = ["garbage", try #require(other)]
      let reply = try await scene.send(.post, "/logout", client, stuck: stuck, &mine)
      #expect(reply.cookie?.isRemoval == true)
      #expect(try await scene.store.sessionCount == 0)
    }
  }

  @Test("Where none can be begun, none is ended") func noRoom() async throws {
    let store = CountingStore(MemorySessionStore())
    let scene = Scene(store)
    try await scene.site.test { client in
      var (mine, planted): (String?, String?)
      _ = try await scene.send(.post, "/add/mine", client, stuck: [], &mine)
      _ = try await scene.send(.post, "/add/planted", client, stuck: [], &planted)
      store.fail(.create, .noSpace)
      let reply = try await scene.send(.post, "/add/x", client, stuck: [try #require(planted)], &mine)
      #expect(reply.status.code == 507 && reply.setCookies.isEmpty)
      store.heal()
      #expect(try await scene.send(.get, "/visit", client, stuck: [], &mine).text == Visit(items: ["mine"]).text)
      #expect(try await scene.send(.get, "/visit", client, stuck: [], &planted).text == Visit(items: ["planted"]).text)
    }
  }

  @Test("A few are looked up, and no more") func bounded() async throws {
    let store = CountingStore(MemorySessionStore())
    let site = Site(store, .with { $0.cookie = Self.cookie })
    try await site.test { client in
      let pairs = try (0..<100).map { _ in "\(Self.cookie.name)=\(try SessionID.random().text)" }
      let headers = HTTPFields([HTTPField(name: .cookie, value: pairs.joined(separator: "; "))])
      let reply = Reply(
        response: try await client.executeRequest(uri: "/visit", method: .get, headers: headers, body: nil))
      #expect(reply.text == "none")
    }
    #expect(store.count(.load) == 4)
  }
}
#endif
