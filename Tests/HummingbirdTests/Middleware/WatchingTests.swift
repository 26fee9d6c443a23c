#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: a stream that lives longer than its request")
struct WatchingTests {
  /// A site that hands a request's session out, as a WebSocket does.
  private func visit(
    _ kind: StoreKind, _ body: @escaping @Sendable (ManualClock, Browser, Handed) async throws -> Void
  ) async throws {
    let (clock, handed) = (ManualClock(), Handed())
    let store = try kind.open(clock: clock.sessionClock).store
    let site = Site(store, .with { $0.clock = clock.sessionClock }) { router in
      router.get("/stream") { _, context -> String in
        handed.keep(context.session)
        return "streaming"
      }
    }
    try await site.test { client in try await body(clock, Browser(client), handed) }
  }

  @Test("It is asked anew, after the response too, and ends with the session", arguments: StoreKind.allCases)
  func asked(_ kind: StoreKind) async throws {
    try await visit(kind) { clock, browser, handed in
      try await browser.post("/add/book")
      try await browser.get("/stream")
      let session = try handed.session()
      #expect(try await session.currentValue() == Visit(items: ["book"]))
      try await browser.post("/add/pen")
      #expect(try await session.currentValue() == Visit(items: ["book", "pen"]))
      async let end: Void = session.waitForEnd(asking: .milliseconds(1))
      try await browser.post("/logout")
      try await end
      #expect(try await session.currentValue() == nil)
      await #expect(throws: SessionIsSaved.self) { try await session.edit { $0.count = 1 } }
    }
  }

  @Test("A login moves it away, when the old id does not answer any more", arguments: StoreKind.allCases)
  func moved(_ kind: StoreKind) async throws {
    try await visit(kind) { clock, browser, handed in
      try await browser.post("/add/book")
      try await browser.get("/stream")
      let session = try handed.session()
      try await browser.post("/login/alice")
      #expect(try await session.currentValue() == Visit(items: ["book"]))
      clock.advance(by: .seconds(10))
      #expect(try await session.currentValue() == nil)
    }
  }

  @Test(
    "Where there is no session there is nothing to wait for; who stops waiting is told", arguments: StoreKind.allCases)
  func none(_ kind: StoreKind) async throws {
    try await visit(kind) { clock, browser, handed in
      try await browser.get("/stream")
      try await handed.session().waitForEnd()
      try await browser.post("/add/book")
      try await browser.get("/stream")
      let session = try handed.session()
      let waiting = Task { try await session.waitForEnd(asking: .milliseconds(1)) }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
    }
  }
}
#endif
