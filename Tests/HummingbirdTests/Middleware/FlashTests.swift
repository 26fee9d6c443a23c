#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: messages for the next page")
struct FlashTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  @Test("Each is shown once, in the order in which they were left", arguments: StoreKind.allCases, concurrencies)
  func once(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      for text in ["one", "two", "one"] { try await browser.post("/flash/\(text)") }
      #expect(try await browser.get("/flashes").text == "one,two,one")
      #expect(try await browser.get("/flashes").text == "")
      try await browser.post("/flash/three")
      #expect(try await browser.get("/flashes").text == "three")
    }
  }

  @Test("They leave the session's value alone, and it leaves them", arguments: StoreKind.allCases)
  func beside(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store)
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      try await browser.post("/flash/hello")
      try await browser.post("/add/b")
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "b"]).text)
      #expect(try await browser.get("/flashes").text == "hello")
      #expect(try await browser.get("/visit").text == Visit(items: ["a", "b"]).text)
    }
  }

  @Test("One that is left where there is no session begins one", arguments: StoreKind.allCases)
  func begins(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store)
    try await site.test { client in
      let browser = Browser(client)
      let firstAnswer = try await browser.post("/flash/hello").cookie
      #expect(firstAnswer != nil)
      let secondAnswer = try await browser.get("/visit").text
      #expect(secondAnswer == Visit().text)
      let thirdAnswer = try await browser.get("/flashes").text
      #expect(thirdAnswer == "hello")
    }
  }

  @Test("A message and its kind come as they were left; one request sees its own") func kinds() async throws {
    let site = Site(MemorySessionStore()) { router in
      router.post("/both") { _, context -> String in
        try await context.session.flash("<b>&\u{0}\u{1F512}", kind: "error")
        try await context.session.flash("plain")
        let flashes = try await context.session.takeFlashes()
        return "\(flashes.count)"
      }
      router.get("/kinds") { _, context -> String in
        let flashes = try await context.session.takeFlashes()
        #expect(flashes == [Flash("<b>&\u{0}\u{1F512}", kind: "error"), Flash("plain", kind: "info")])
        return "\(flashes.count)"
      }
      router.post("/leave") { _, context -> String in
        try await context.session.flash("<b>&\u{0}\u{1F512}", kind: "error")
        try await context.session.flash("plain")
        return "left"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      #expect(try await browser.post("/both").text == "2")
      #expect(try await browser.get("/flashes").text == "")
      try await browser.post("/leave")
      #expect(try await browser.get("/kinds").text == "2")
    }
  }

  @Test("One that another request leaves while they are shown waits for the next page", arguments: StoreKind.allCases)
  func meanwhile(_ kind: StoreKind) async throws {
    let pause = Pause()
    let site = Site(try kind.open().store) { router in
      router.get("/slow") { _, context -> String in
        let flashes = try await context.session.takeFlashes()
        await pause.stop()
        return flashes.map(\.text).joined(separator: ",")
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/one")
      // 1. A page takes what waits. 2. Another request leaves two more, one of them the same. 3. The page is finished.
      async let slow = browser.get("/slow")
      await pause.reached.wait()
      try await browser.post("/flash/two")
      try await browser.post("/flash/one")
      pause.release.give()
      let reply = try await slow
      #expect(reply.text == "one")
      #expect(try await browser.get("/flashes").text == "two,one")
      #expect(try await browser.get("/flashes").text == "")
    }
  }

  @Test("A page that fails has shown nothing: the messages wait", arguments: StoreKind.allCases, concurrencies)
  func failing(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency }) { router in
      router.get("/fail") { _, context -> String in
        _ = try await context.session.takeFlashes()
        throw Refusal()
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/hello")
      #expect(try await browser.get("/fail").status == .internalServerError)
      #expect(try await browser.get("/flashes").text == "hello")
    }
  }

  @Test("Of twenty pages at the same time one shows it", arguments: StoreKind.allCases, concurrencies)
  func parallel(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/hello")
      let shown = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<20 { group.addTask { try await browser.get("/flashes").text } }
        return try await group.filter { !$0.isEmpty }.reduce(into: [String]()) { $0.append($1) }
      }
      // Where none of them was granted the lock in time, the next page shows it.
      let later = try await browser.get("/flashes").text
      #expect(shown + (later.isEmpty ? [] : [later]) == ["hello"])
    }
  }

  @Test(
    "Nobody brings one back who has loaded it before", arguments: StoreKind.allCases,
    [SessionConcurrency.optimistic, .lastWriterWins])
  func shown(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let pause = Pause()
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency }) { router in
      router.post("/slow") { _, context -> String in
        _ = try await context.session.value
        await pause.stop()
        try await context.session.edit { $0.count += 1 }
        return "slow"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/hello")
      async let slow = browser.post("/slow")
      await pause.reached.wait()
      #expect(try await browser.get("/flashes").text == "hello")
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      #expect(try await browser.get("/flashes").text == "")
    }
  }

  @Test("A page does not wait for an exclusive request: the next one shows them", arguments: StoreKind.allCases)
  func busy(_ kind: StoreKind) async throws {
    let pause = Pause()
    let site = Site(try kind.open().store) { router in
      router.group("x").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive)).post("report") {
        _, _ -> String in
        await pause.stop()
        return "report"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/hello")
      async let report = browser.post("/x/report")
      await pause.reached.wait()
      // Who waited would do so for ten minutes.
      let page = try await browser.get("/flashes")
      #expect(page.status == .ok && page.text == "")
      pause.release.give()
      _ = try await report
      #expect(try await browser.get("/flashes").text == "hello")
    }
  }

  @Test("They move along with the session at a login", arguments: StoreKind.allCases, concurrencies)
  func login(_ kind: StoreKind, _ concurrency: SessionConcurrency) async throws {
    let site = Site(try kind.open().store, .with { $0.concurrency = concurrency })
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/flash/before")
      try await browser.post("/login/alice")
      try await browser.post("/flash/after")
      #expect(try await browser.get("/flashes").text == "before,after")
    }
  }
}
#endif
