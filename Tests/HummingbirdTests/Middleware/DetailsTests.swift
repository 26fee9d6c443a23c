#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@Suite("Session middleware: what a handler can know of its session")
struct DetailsTests {
  private func site(_ store: any SessionStore, _ clock: ManualClock, _ seen: SeenDetails) -> Site {
    let lifetime = SessionLifetime(idle: .seconds(1000), absolute: .seconds(1500))
    let configuration = SessionMiddlewareConfiguration.with {
      $0.clock = clock.sessionClock
      $0.lifetime = lifetime
    }
    return Site(store, configuration) { router in
      router.get("/details") { _, context -> String in
        let details = try await context.session.details
        seen.note(details)
        return "seen"
      }
      router.post("/begin") { _, context -> String in
        try await context.session.edit { $0.count = 1 }
        let before = try await context.session.details
        try await context.session.save()
        let after = try await context.session.details
        seen.note(before)
        seen.note(after)
        try await context.session.edit { $0.count = 2 }
        return "begun"
      }
    }
  }

  @Test(
    "A handle that stays through a login, and leads nobody in; when it was made, used, and ends",
    arguments: StoreKind.allCases)
  func details(_ kind: StoreKind) async throws {
    let (clock, seen) = (ManualClock(), SeenDetails())
    let begin = clock.now
    try await site(try kind.open(clock: clock.sessionClock).store, clock, seen).test { client in
      let browser = Browser(client)
      try await browser.get("/details")
      try await browser.post("/add/book")
      try await browser.get("/details")
      clock.advance(by: .seconds(400))
      try await browser.post("/login/alice")
      try await browser.get("/details")
      clock.advance(by: .seconds(600))
      try await browser.get("/visit")
      try await browser.get("/details")
      let found = seen.all
      #expect(found[0] == nil)
      let details = found.compactMap { $0 }
      try #require(details.count == 3)
      #expect(Set(details.map(\.handle)).count == 1)
      #expect(details.allSatisfy { $0.creationTime == begin })
      #expect(details.map(\.lastUseTime) == [begin, begin.advanced(by: .seconds(400)), nil])
      #expect(details.map(\.expirationTime) == [1000, 1400, 1500].map { begin.advanced(by: .seconds($0)) })
      #expect(details.allSatisfy { $0.absoluteDeadline == begin.advanced(by: .seconds(1500)) })
      // Nobody gets in by it.
      let thief = Browser(client, cookie: "\(details[0].handle)")
      #expect(try await thief.get("/visit").text == "none")
    }
  }

  @Test("Saved now, a session has them before its handler ends, and one cookie", arguments: StoreKind.allCases)
  func saved(_ kind: StoreKind) async throws {
    let (clock, seen) = (ManualClock(), SeenDetails())
    let store = try kind.open(clock: clock.sessionClock).store
    try await site(store, clock, seen).test { client in
      let browser = Browser(client)
      let reply = try await browser.post("/begin")
      #expect(reply.cookie?.value == browser.cookie)
      let found = seen.all
      #expect(found.count == 2 && found[0] == nil && found[1] != nil)
      #expect(try await browser.get("/visit").text == Visit(count: 2).text)
      let count = try await store.sessionCount
      #expect(count == 1)
    }
  }

  @Test("A copy that a second login makes is a session of its own", arguments: StoreKind.allCases)
  func copy(_ kind: StoreKind) async throws {
    let (clock, seen) = (ManualClock(), SeenDetails())
    try await site(try kind.open(clock: clock.sessionClock).store, clock, seen).test { client in
      let browser = Browser(client)
      try await browser.post("/add/book")
      let second = Browser(client, cookie: browser.cookie)
      for browser in [browser, second] {
        try await browser.post("/login/alice")
        try await browser.get("/details")
      }
      #expect(Set(seen.all.compactMap { $0?.handle }).count == 2)
    }
  }
}

/// What handlers saw of their sessions.
private final class SeenDetails: Sendable {
  private let seen = Mutex<[SessionDetails?]>([])

  var all: [SessionDetails?] { seen.withLock { $0 } }

  func note(_ details: SessionDetails?) { seen.withLock { $0.append(details) } }
}
#endif
