#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@Suite("The server is started anew")
struct RestartTests {
  @Test(
    "Every session goes on where it was, whether or not the old server was stopped in order",
    arguments: StoreKind.files, [true, false])
  func restart(_ kind: StoreKind, _ closes: Bool) async throws {
    let open = try kind.open()
    let first = Site(open.store)
    let cookies = CookieList()
    try await first.test { client in
      for number in 0..<20 {
        let browser = Browser(client)
        try await browser.post("/login/user\(number)")
        try await browser.post("/add/a")
        try await browser.post("/flash/hello")
        cookies.add(try #require(browser.cookie))
      }
    }
    #expect(Set(cookies.all).count == 20)
    if closes { await open.store.close() }
    let second = Site(try open.another())
    try await second.test { client in
      for (number, cookie) in cookies.all.enumerated() {
        let browser = Browser(client, cookie: cookie)
        let firstAnswer = try await browser.get("/visit").text
        #expect(firstAnswer == Visit(user: "user\(number)", items: ["a"]).text)
        let secondAnswer = try await browser.get("/flashes").text
        #expect(secondAnswer == "hello")
        let thirdAnswer = try await browser.post("/add/b").status
        #expect(thirdAnswer == .ok)
        #expect(browser.cookie == cookie)
        let fourthAnswer = try await browser.get("/visit").text
        #expect(fourthAnswer == Visit(user: "user\(number)", items: ["a", "b"]).text)
      }
    }
  }

  @Test("A server whose store was closed says so, and serves what needs no session", arguments: StoreKind.files)
  func closed(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let site = Site(open.store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      await open.store.close()
      #expect(try await browser.get("/").text == "hello")
      let replies = try await [browser.get("/visit"), browser.post("/add/b")]
      for reply in replies {
        #expect(reply.status == .serviceUnavailable)
        #expect(reply.setCookies.isEmpty)
      }
      #expect(try await Browser(client).post("/add/b").status == .serviceUnavailable)
    }
  }
}

/// Strings that a closure which may run anywhere collects.
private final class CookieList: Sendable {
  private let kept = Mutex<[String]>([])

  var all: [String] { kept.withLock { $0 } }

  func add(_ text: String) { kept.withLock { $0.append(text) } }
}
#endif
