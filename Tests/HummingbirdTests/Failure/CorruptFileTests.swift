#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("A session's file is damaged")
struct CorruptFileTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]
  /// Shorter than any session: a sweep looks at it at once.
  private static let garbage = Array("garbage".utf8)

  @Test(
    "It counts as no session: the request is answered, the first edit begins a new one", arguments: StoreKind.files,
    concurrencies)
  func anew(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let open = try kind.open()
    let place = try #require(open.place)
    let site = Site(open.store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      let other = Browser(client)
      try await other.post("/add/other")
      let cookie = try #require(browser.cookie)
      let id = try #require(SessionID(cookie))
      try place.overwrite(id, with: Self.garbage)
      let read = try await browser.get("/visit")
      #expect(read.status == .ok)
      #expect(read.text == "none")
      // Who is in charge is told what to do, and nobody is told the id.
      #expect(site.log.lines(.error).contains { $0.contains("sweep") })
      let edit = try await browser.post("/add/a")
      #expect(edit.status == .ok)
      #expect(edit.cookie != nil && edit.cookie?.value != cookie)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
      #expect(try await other.get("/visit").text == Visit(items: ["other"]).text)
      #expect(!site.log.contains(cookie))
      // The file's name is the hash of the id.
      #expect(site.log.contains(place.file(of: id)))
      #expect(place.events.contains(.corruptFile))
      // The damaged file waits for inspection after the next sweep; the sessions stay.
      #expect(try await open.store.sweep().corrupt == 1)
      #expect(place.names.contains { $0.hasSuffix(".corrupt") })
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("Nobody has to wait for the sweep to log in or out", arguments: StoreKind.files, concurrencies)
  func loginAndLogout(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let open = try kind.open()
    let place = try #require(open.place)
    let site = Site(open.store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      try place.overwrite(try #require(browser.cookie.flatMap { SessionID($0) }), with: Self.garbage)
      #expect(try await browser.post("/login/alice").status == .seeOther)
      #expect(try await browser.get("/visit").text == Visit(user: "alice").text)
      try place.overwrite(try #require(browser.cookie.flatMap { SessionID($0) }), with: Self.garbage)
      #expect(try await browser.post("/logout").cookie?.isRemoval == true)
      #expect(browser.cookie == nil)
    }
  }
}
#endif
