#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: whose lifetime")
struct LifetimeTests {
  private let stores = SessionLifetime(idle: .seconds(300), absolute: .seconds(1000))

  @Test("Sessions live as long as the store says, and so does the cookie") func ofTheStore() async throws {
    let clock = ManualClock()
    let store = MemorySessionStore(lifetime: stores, clock: clock.sessionClock)
    let site = Site(store, .with { $0.clock = clock.sessionClock })
    try await site.test { client in
      let browser = Browser(client)
      let first = try await browser.post("/count")
      #expect(first.cookie?.maxAge == 1000)
      clock.advance(by: .seconds(299))
      #expect(try await browser.get("/visit").text == Visit(count: 1).text)
      clock.advance(by: .seconds(300))
      #expect(try await browser.get("/visit").text == "none")
    }
  }

  @Test("A session keeps the lifetime that it was made with, whatever is configured later")
  func later() async throws {
    let clock = ManualClock()
    let store = MemorySessionStore(lifetime: stores, clock: clock.sessionClock)
    let before = Site(store, .with { $0.clock = clock.sessionClock })
    let after = Site(
      store,
      .with {
        $0.clock = clock.sessionClock
        $0.lifetime = SessionLifetime(idle: .seconds(10), absolute: .seconds(20))
      })
    let cookie = try await cookie(before)
    clock.advance(by: .seconds(100))
    try await after.test { client in
      let browser = Browser(client, cookie: cookie)
      clock.advance(by: .seconds(199))
      let text = try await browser.get("/visit").text
      #expect(text == Visit(count: 1).text)
      let maxAge = try await browser.post("/login/alice").cookie?.maxAge
      #expect(maxAge == 701)
    }
  }

  private func cookie(_ site: Site) async throws -> String {
    let kept = Kept()
    try await site.test { client in
      let browser = Browser(client)
      _ = try await browser.post("/count")
      await kept.keep(browser.cookie)
    }
    return try #require(await kept.cookie)
  }

  private actor Kept {
    private(set) var cookie: String?
    func keep(_ cookie: String?) { self.cookie = cookie }
  }
}
#endif
