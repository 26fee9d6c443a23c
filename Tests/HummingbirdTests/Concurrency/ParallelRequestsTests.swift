#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Many requests of one session at once")
struct ParallelRequestsTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive]

  /// Sends counting requests at once; returns how many were answered by each status.
  private func count(_ times: Int, _ browsers: [Browser]) async throws -> [Int: Int] {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<times {
        let browser = browsers[number % browsers.count]
        group.addTask { try await browser.post("/count").status.code }
      }
      var counts: [Int: Int] = [:]
      for try await code in group { counts[code, default: 0] += 1 }
      return counts
    }
  }

  @Test("Of fifty edits fifty are kept", arguments: StoreKind.allCases, concurrencies)
  func fifty(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      #expect(try await count(50, [browser]) == [200: 50])
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 50).text)
    }
  }

  @Test("Nor is one lost where two servers share the directory", arguments: StoreKind.files, concurrencies)
  func twoServers(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let open = try kind.open()
    let first = Site(open.store, .with { $0.concurrency = concurrency })
    let second = Site(try open.another(), .with { $0.concurrency = concurrency })
    try await first.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      try await second.test { otherClient in
        let other = Browser(otherClient, cookie: browser.cookie)
        let firstAnswer = try await count(50, [browser, other])
        #expect(firstAnswer == [200: 50])
        let expected = Visit(items: ["a"], count: 50).text
        let secondAnswer = try await browser.get("/visit").text
        #expect(secondAnswer == expected)
        let thirdAnswer = try await other.get("/visit").text
        #expect(thirdAnswer == expected)
      }
    }
  }

  @Test("Nor where one server is exclusive and the other one is not", arguments: StoreKind.files)
  func mixed(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let first = Site(open.store, .with { $0.concurrency = .exclusive })
    let second = Site(try open.another(), .with { $0.concurrency = .optimistic })
    try await first.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      try await second.test { otherClient in
        let other = Browser(otherClient, cookie: browser.cookie)
        let firstAnswer = try await count(50, [browser, other])
        #expect(firstAnswer == [200: 50])
        let secondAnswer = try await other.get("/visit").text
        #expect(secondAnswer == Visit(items: ["a"], count: 50).text)
      }
    }
  }

  @Test("A logout among them is final, and who comes too late hears so", arguments: StoreKind.allCases, concurrencies)
  func logout(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      for _ in 0..<5 {
        let browser = Browser(client)
        try await browser.post("/login/alice")
        let stolen = Browser(client, cookie: browser.cookie)
        let cookie = browser.cookie
        let codes = try await withThrowingTaskGroup(of: Int.self) { group in
          for number in 0..<20 {
            let own = Browser(client, cookie: cookie)
            group.addTask { try await own.post(number == 10 ? "/logout" : "/count").status.code }
          }
          var codes: Set<Int> = []
          for try await code in group { codes.insert(code) }
          return codes
        }
        #expect(codes.isSubset(of: [200, 303, 409]))
        #expect(try await stolen.get("/visit").text == "none")
      }
    }
  }

  @Test(
    "Two first requests of one visitor get a session each, and neither disturbs the other",
    arguments: StoreKind.allCases)
  func twoFirst(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    let site = Site(store)
    try await site.test { client in
      let browsers = (0..<2).map { _ in Browser(client) }
      let firstAnswer = try await count(2, browsers)
      #expect(firstAnswer == [200: 2])
      #expect(browsers[0].cookie != browsers[1].cookie)
      for browser in browsers { #expect(try await browser.get("/visit").text == Visit(count: 1).text) }
      let secondAnswer = try await store.sessionCount
      #expect(secondAnswer == 2)
    }
  }
}
#endif
