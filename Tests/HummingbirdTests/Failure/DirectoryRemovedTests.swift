#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("The store's directory is removed while the server runs")
struct DirectoryRemovedTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  @Test(
    "Sessions are gone and cannot be made, which is said; the server goes on", arguments: StoreKind.files, concurrencies
  )
  func removed(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let open = try kind.open()
    let place = try #require(open.place)
    let site = Site(open.store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/login/alice")
      try place.removeStore()
      for _ in 0..<3 {
        // A page that does not look is answered, but for one that wants the lock first.
        let hello = try await browser.get("/")
        #expect(concurrency == .exclusive ? hello.status == .serviceUnavailable : hello.text == "hello")
        // Neither an empty cart nor a login out of nowhere.
        #expect(try await browser.get("/visit").status == .serviceUnavailable)
        let edit = try await browser.post("/add/b")
        #expect(edit.status == .serviceUnavailable && edit.setCookies.isEmpty)
        let fresh = try await Browser(client).post("/add/c")
        #expect(fresh.status == .serviceUnavailable && fresh.setCookies.isEmpty)
        #expect(try await browser.post("/logout").status == .serviceUnavailable)
        #expect(try await Browser(client).get("/").status == .ok)
        #expect(try await Browser(client).get("/nowhere").status == .notFound)
      }
      #expect(site.log.lines(.error).contains { $0.contains("no longer leads to the store's directory") })
      // It is not made anew behind anybody's back; a program that does so has a store that works.
      let again = Site(try open.another(), .with { $0.concurrency = concurrency })
      try await again.test { newClient in
        let visitor = Browser(newClient, cookie: browser.cookie)
        #expect(try await visitor.get("/visit").text == "none")
        try await visitor.post("/add/d")
        #expect(try await visitor.get("/visit").text == Visit(items: ["d"]).text)
      }
    }
  }
}
#endif
