#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// What a handler acts on is what was saved.
@Suite("Decisions: once, whatever else goes on")
struct DecisionTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  private func addRoutes(to router: Router<TestContext>, _ pause: Pause) {
    router.post("/redeem/:token") { request, context -> Response in
      let token = try context.parameters.require("token")
      let isMine = try await context.session.decide { visit in
        guard let index = visit.items.firstIndex(of: token) else { return false }
        visit.items.remove(at: index)
        return true
      }
      if request.uri.query == "slow" { await pause.stop() }
      return Response(status: isMine ? .ok : .forbidden)
    }
    // Loads what is there, and changes something else later.
    router.post("/slow-count") { _, context -> String in
      _ = try await context.session.value
      await pause.stop()
      try await context.session.edit { $0.count += 1 }
      return "counted"
    }
    router.post("/fail") { _, context -> String in
      try await context.session.edit { $0.items.append("before") }
      _ = try await context.session.decide { visit in visit.items.removeFirst() }
      try await context.session.edit { $0.items.append("after") }
      throw Refusal()
    }
    router.post("/login-with/:token") { _, context -> Response in
      let token = try context.parameters.require("token")
      try context.session.rotate(for: .login)
      try await context.session.edit { $0.user = "alice" }
      let isMine = try await context.session.decide { visit in
        defer { visit.items.removeAll { $0 == token } }
        return visit.items.contains(token)
      }
      guard isMine else { throw HTTPError(.forbidden) }
      return Response(status: .ok)
    }
  }

  private func site(_ store: any SessionStore, _ concurrency: SessionConcurrency, _ pause: Pause = Pause()) -> Site {
    Site(store, .with { $0.concurrency = concurrency }) { addRoutes(to: $0, pause) }
  }

  @Test("A token is accepted once, of twenty at the same time", arguments: StoreKind.allCases, concurrencies)
  func twenty(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await site(try kind.open().store, concurrency).test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 { group.addTask { try await browser.post("/redeem/T").status == .ok ? 1 : 0 } }
        return try await group.reduce(0, +)
      }
      #expect(accepted == 1)
      #expect(try await browser.get("/visit").text == Visit().text)
    }
  }

  @Test(
    "It is decided when the handler acts on it, and not when it returns", arguments: StoreKind.allCases,
    [SessionConcurrency.optimistic, .lastWriterWins])
  func atOnce(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let pause = Pause()
    try await site(try kind.open().store, concurrency, pause).test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      async let slow = browser.post("/redeem/T?slow")
      await pause.reached.wait()
      #expect(try await browser.post("/redeem/T").status == .forbidden)
      pause.release.give()
      let answer = try await slow
      #expect(answer.status == .ok)
    }
  }

  @Test(
    "Nobody brings a token back who has loaded it before", arguments: StoreKind.allCases,
    [SessionConcurrency.optimistic, .lastWriterWins])
  func overwritten(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let pause = Pause()
    try await site(try kind.open().store, concurrency, pause).test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      // 1. A request loads. 2. Another one redeems. 3. The first one saves.
      async let slow = browser.post("/slow-count")
      await pause.reached.wait()
      #expect(try await browser.post("/redeem/T").status == .ok)
      pause.release.give()
      let answer = try await slow
      #expect(answer.status == .ok)
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
      #expect(try await browser.post("/redeem/T").status == .forbidden)
    }
  }

  @Test(
    "What was decided stays, and what was edited before it; what a handler that fails edits later does not",
    arguments: StoreKind.allCases, concurrencies)
  func failing(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await site(try kind.open().store, concurrency).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      #expect(try await browser.post("/fail").status == .internalServerError)
      #expect(try await browser.get("/visit").text == Visit(items: ["before"]).text)
    }
  }

  @Test("Exclusive: it is saved before the handler goes on, and tasks decide in turn", arguments: StoreKind.allCases)
  func exclusively(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = .exclusive }) { router in
      router.post("/sell") { request, context -> String in
        let session = context.session
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<5 {
            group.addTask {
              try await session.decide { visit in
                visit.count += 1
                return visit.count
              }
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        let saved = try await session.currentValue()
        return "\(numbers.sorted()) \(saved?.count ?? 0)"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      #expect(try await browser.post("/sell").text == "[1, 2, 3, 4, 5] 5")
    }
  }

  @Test("Where there is no session the decision begins one", arguments: StoreKind.allCases, concurrencies)
  func begins(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/decide") { _, context -> String in
        try await context.session.decide { visit in
          visit.count += 1
          return "\(visit.count)"
        }
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      var texts: [String] = []
      for _ in 1...3 { texts.append(try await browser.post("/decide").text) }
      #expect(texts == ["1", "2", "3"])
      let count = try await store.sessionCount
      #expect(count == 1)
    }
  }

  @Test("Where there is no session, and nothing changes, none is made", arguments: StoreKind.allCases, concurrencies)
  func asks(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    try await site(store, concurrency).test { client in
      let reply = try await Browser(client).post("/redeem/T")
      #expect(reply.status == .forbidden && reply.setCookies.isEmpty)
      let count = try await store.sessionCount
      #expect(count == 0)
    }
  }

  @Test(
    "At a login it is made under the new id alone, and once: a second login does not decide in a copy",
    arguments: StoreKind.allCases, [SessionConcurrency.optimistic, .lastWriterWins])
  func login(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    try await site(try kind.open().store, concurrency).test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      let (second, old) = (Browser(client, cookie: browser.cookie), Browser(client, cookie: browser.cookie))
      let reply = try await browser.post("/login-with/T")
      #expect(reply.status == .ok && reply.cookie?.value != old.cookie)
      #expect(try await browser.get("/visit").text == Visit(user: "alice").text)
      #expect(try await old.get("/visit").text == Visit(items: ["T"]).text)
      #expect(try await second.post("/login-with/T").status == .conflict)
      #expect(try await second.post("/redeem/T").status == .conflict)
      #expect(try await browser.post("/login-with/T").status == .forbidden)
    }
  }

  @Test("Exclusive: nothing is decided under the old id after a rotation", arguments: StoreKind.allCases)
  func exclusiveLogin(_ kind: StoreKind) async throws {
    try await site(try kind.open().store, .exclusive).test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      #expect(try await browser.post("/login-with/T").status == .internalServerError)
      #expect(try await browser.get("/visit").text == Visit(items: ["T"]).text)
    }
  }

  @Test("Where the session has ended it is refused before anybody acts on it", arguments: StoreKind.allCases)
  func ended(_ kind: StoreKind) async throws {
    let (pause, acted) = (Pause(), Tally())
    let site = Site(try kind.open().store) { router in
      router.post("/slow") { _, context -> String in
        _ = try await context.session.value
        await pause.stop()
        _ = try await context.session.decide { $0.items.removeFirst() }
        acted.add()
        return "acted"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      let late = Browser(client, cookie: browser.cookie)
      async let slow = late.post("/slow")
      await pause.reached.wait()
      try await browser.post("/logout")
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .conflict && reply.setCookies.isEmpty)
      #expect(acted.count == 0)
    }
  }

  @Test("A lock that is not granted is told, and nothing is decided", arguments: StoreKind.allCases)
  func busy(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    try await site(store, .optimistic).test { client in
      let browser = Browser(client)
      try await browser.post("/add/T")
      store.fail(.withLock, .timedOut)
      #expect(try await browser.post("/redeem/T").status == .serviceUnavailable)
      store.heal()
      store.fail(.saveLocked, .noSpace)
      #expect(try await browser.post("/redeem/T").status.code == 507)
      store.heal()
      #expect(try await browser.post("/redeem/T").status == .ok)
    }
  }

  @Test("An edit while another task decides comes on top, and is made once", arguments: StoreKind.allCases)
  func beside(_ kind: StoreKind) async throws {
    let (store, pause) = (CountingStore(try kind.open().store), Pause())
    let site = Site(store) { router in
      router.post("/both") { _, context -> String in
        let session = context.session
        try await session.edit { $0.count += 1 }
        async let decided = session.decide { visit in
          visit.count += 10
          return visit.count
        }
        await pause.reached.wait()
        try await session.edit { $0.count += 100 }
        pause.release.give()
        return "\(try await decided)"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.stop(.saveLocked, at: pause)
      #expect(try await browser.post("/both").text == "11")
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 111).text)
    }
  }

  @Test("A decision that nobody waits for, under way at the commit, makes no edit twice", arguments: StoreKind.allCases)
  func underWay(_ kind: StoreKind) async throws {
    let (store, pause, ended) = (CountingStore(try kind.open().store), Pause(), Signal())
    let site = Site(store) { router in
      router.post("/both") { _, context -> String in
        let session = context.session
        try await session.edit { $0.count += 1 }
        Task {
          _ = try await session.decide { visit in
            visit.count += 10
            return visit.count
          }
          ended.give()
        }
        await pause.reached.wait()
        return "gone"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.stop(.saveLocked, at: pause)
      async let reply = browser.post("/both")
      await pause.reached.wait()
      pause.release.give()
      let answer = try await reply
      #expect(answer.status == .ok)
      await ended.wait()
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 11).text)
    }
  }
}
#endif
