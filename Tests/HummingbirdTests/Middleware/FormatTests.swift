#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("Session middleware: sessions of another format")
struct FormatTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  private static let payloads = [
    "", "secret", "null", "[]", "{}", "{\"value\":null}", "{\"value\":{\"user\":\"secret\"}}",
    "{\"value\":{\"count\":\"secret\",\"items\":[]}}", "{\"value\":{\"count\":0,\"items\":[\"secret\"]}",
    "{\"value\":{\"count\":99999999999999999999,\"items\":[]}}",
  ]

  @Test(
    "They count as none, which the log says; the first edit begins a new one", arguments: StoreKind.allCases,
    concurrencies)
  func foreign(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      for payload in Self.payloads {
        let id = try await store.create(Array(payload.utf8)).id
        let browser = Browser(client, cookie: id.text)
        let reply = try await browser.get("/visit")
        #expect(reply.status == .ok)
        #expect(reply.text == "none", "\(payload)")
        #expect(reply.setCookies.isEmpty)
        let edit = try await browser.post("/add/a")
        #expect(edit.status == .ok)
        let set = try #require(edit.cookie)
        #expect(set.value != id.text)
        #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
        // Nobody has touched what is not this program's.
        #expect(try await store.load(id)?.payload == Array(payload.utf8))
        #expect(!site.log.contains(id.text))
      }
    }
    #expect(site.log.lines(.error).count == 2 * Self.payloads.count)
    #expect(!site.log.contains("secret"))
    #expect(!site.log.contains("99999999999999999999"))
  }

  @Test("A property that the program does not know any more, or that has a default, is no obstacle") func evolution()
    async throws
  {
    let store = MemorySessionStore()
    let site = Site(store)
    let payload = "{\"future\":1,\"value\":{\"count\":7,\"gone\":true,\"items\":[\"a\"]}}"
    try await site.test { client in
      let id = try await store.create(Array(payload.utf8)).id
      let browser = Browser(client, cookie: id.text)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 7).text)
      try await browser.post("/count")
      #expect(browser.cookie == id.text)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 8).text)
    }
    #expect(site.log.lines(.error).isEmpty)
  }

  @Test("A logout ends one of another format as well", arguments: StoreKind.allCases, concurrencies)
  func logout(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let store = try kind.open().store
    let site = Site(store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let id = try await store.create(Array("secret".utf8)).id
      let reply = try await Browser(client, cookie: id.text).post("/logout")
      #expect(reply.cookie?.isRemoval == true)
      #expect(try await store.load(id) == nil)
    }
  }
}
#endif
