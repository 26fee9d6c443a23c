#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Requests that wait for a session hold no thread")
struct CooperativePoolTests {
  /// Routes under `/exclusive`: one that holds the session until it is told, and one that counts.
  private func site(_ store: any SessionStore, _ pause: Pause) -> Site {
    Site(store) { router in
      let group = router.group("exclusive").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      group.post("hold") { _, context -> String in
        await pause.stop()
        try await context.session.edit { $0.count += 1 }
        return "held"
      }
      group.post("count") { _, context -> String in
        // A handler that suspends while it holds the session.
        for _ in 0..<3 { await Task.yield() }
        try await context.session.edit { $0.count += 1 }
        return "counted"
      }
    }
  }

  /// Something that needs threads of the pool, and nothing else.
  private func work() async -> Int {
    await withTaskGroup(of: Int.self) { group in
      for number in 0..<256 {
        group.addTask {
          await Task.yield()
          return number
        }
      }
      var sum = 0
      for await number in group { sum += number }
      return sum
    }
  }

  @Test("More of them than cores do not keep others from going on, nor the holder", arguments: StoreKind.files)
  func waiters(_ kind: StoreKind) async throws {
    let store = try kind.openWatched()
    let pause = Pause()
    try await site(store, pause).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let holder = browser.post("/exclusive/hold")
      await pause.reached.wait()
      try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
        for _ in 0..<64 { group.addTask { try await browser.post("/exclusive/count").status } }
        await store.untilQueued(64)
        // All of them wait. If they held threads, nothing of this would come to an end.
        #expect(await work() == 255 * 128)
        #expect(try await browser.get("/").text == "hello")
        #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
        #expect(try await Browser(client).post("/add/b").status == .ok)
        #expect(!pause.release.isGiven)
        pause.release.give()
        for try await status in group { #expect(status == .ok) }
      }
      let held = try await holder
      #expect(held.status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 65).text)
    }
  }

  @Test("The same where the session is held by another server", arguments: StoreKind.files)
  func otherServer(_ kind: StoreKind) async throws {
    let place = try Place()
    let configuration = place.configuration(try #require(kind.strategy), .system)
    let holding = try FileSessionStore(directory: place.path, configuration: configuration)
    let store = try WatchedStore(directory: place.path, configuration: configuration)
    let pause = Pause()
    try await site(holding, pause).test { holdingClient in
      try await site(store, Pause()).test { client in
        let browser = Browser(holdingClient)
        try await browser.post("/add/a")
        let other = Browser(client, cookie: browser.cookie)
        async let holder = browser.post("/exclusive/hold")
        await pause.reached.wait()
        try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
          for _ in 0..<64 { group.addTask { try await other.post("/exclusive/count").status } }
          // The first one asks the kernel, the others wait behind it.
          await store.untilQueued(63)
          #expect(await work() == 255 * 128)
          #expect(try await other.get("/visit").text == Visit(items: ["a"]).text)
          pause.release.give()
          for try await status in group { #expect(status == .ok) }
        }
        let held = try await holder
        #expect(held.status == .ok)
        #expect(try await other.get("/visit").text == Visit(items: ["a"], count: 65).text)
      }
    }
  }

  @Test("One that is cancelled returns at once, and leaves the session to the next", arguments: StoreKind.files)
  func cancelled(_ kind: StoreKind) async throws {
    let store = try kind.openWatched()
    let pause = Pause()
    try await site(store, pause).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let holder = browser.post("/exclusive/hold")
      await pause.reached.wait()
      let waiting = Task { try await browser.post("/exclusive/count") }
      await store.untilQueued(1)
      async let next = browser.post("/exclusive/count")
      await store.untilQueued(2)
      waiting.cancel()
      // It returns although the holder still holds.
      let reply = try await waiting.value
      #expect(reply.status == .serviceUnavailable)
      #expect(!pause.release.isGiven)
      pause.release.give()
      let (held, second) = try await (holder, next)
      #expect(held.status == .ok)
      #expect(second.status == .ok)
      #expect(try await browser.post("/exclusive/count").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 3).text)
    }
  }

  @Test("One whose handler is cancelled while it holds the session gives it up", arguments: StoreKind.allCases)
  func cancelledHolder(_ kind: StoreKind) async throws {
    let pause = Pause()
    try await site(try kind.open().store, pause).test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let holder = Task { try await browser.post("/exclusive/hold") }
      await pause.reached.wait()
      // The pause ends with the task; what the handler makes of that is its own business.
      holder.cancel()
      _ = try await holder.value
      #expect(!pause.release.isGiven)
      #expect(try await browser.post("/exclusive/count").status == .ok)
    }
  }

  @Test(
    "One that does not get the session in time is answered 503, and told to come again", arguments: StoreKind.allCases)
  func timedOut(_ kind: StoreKind) async throws {
    let pause = Pause()
    let site = Site(
      try kind.open().store,
      .with {
        $0.concurrency = .exclusive
        $0.lockTimeout = .zero
      }
    ) { router in
      router.post("/hold") { _, context -> String in
        await pause.stop()
        try await context.session.edit { $0.count += 1 }
        return "held"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      async let holder = browser.post("/hold")
      await pause.reached.wait()
      let reply = try await browser.post("/count")
      #expect(reply.status == .serviceUnavailable)
      #expect(reply.header(.retryAfter) != nil)
      #expect(reply.setCookies.isEmpty)
      pause.release.give()
      let held = try await holder
      #expect(held.status == .ok)
      #expect(try await browser.post("/count").status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"], count: 2).text)
    }
  }
}
#endif
