#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@Suite("What changes the session while it is saved is refused, or saved too: never lost")
struct LateChangesTests {
  private func addRoutes(to router: some RouterMethods<TestContext>, _ handed: Handed) {
    router.post("nothing") { _, context -> String in
      handed.keep(context.session)
      return "done"
    }
    router.post("edit") { _, context -> String in
      handed.keep(context.session)
      try await context.session.edit { $0.items.append("first") }
      return "done"
    }
    router.post("rotate") { _, context -> String in
      handed.keep(context.session)
      try context.session.rotate()
      try await context.session.edit { $0.items.append("first") }
      return "done"
    }
    router.post("destroy") { _, context -> String in
      handed.keep(context.session)
      try context.session.destroy()
      return "done"
    }
  }

  /// What a commit does, and at which of its calls a test stops it.
  struct Commit: Sendable, CustomTestStringConvertible {
    let path: String
    let verb: CountingStore.Verb
    /// What is there afterwards.
    let text: String

    var testDescription: String { "\(path), in \(verb)" }

    static let all = [
      Commit(path: "/nothing", verb: .load, text: Visit(items: ["a"]).text),
      Commit(path: "/edit", verb: .save, text: Visit(items: ["a", "first"]).text),
      Commit(path: "/rotate", verb: .rotate, text: Visit(items: ["a", "first"]).text),
      Commit(path: "/rotate", verb: .update, text: Visit(items: ["a", "first"]).text),
      Commit(path: "/destroy", verb: .delete, text: "none"),
    ]
  }

  private func expectRefusals(_ session: RequestSession<Visit>) async {
    await #expect(throws: SessionIsSaved.self) { try await session.edit { $0.items.append("late") } }
    await #expect(throws: SessionIsSaved.self) { try await session.decide { $0.items.count } }
    await #expect(throws: SessionIsSaved.self) { try await session.flash("late") }
    await #expect(throws: SessionIsSaved.self) { try await session.takeFlashes() }
    #expect(throws: SessionIsSaved.self) { try session.rotate() }
    #expect(throws: SessionIsSaved.self) { try session.destroy() }
  }

  @Test("After the handler: refused from the moment that the commit begins", arguments: StoreKind.allCases, Commit.all)
  func committing(_ kind: StoreKind, _ commit: Commit) async throws {
    let store = CountingStore(try kind.open().store)
    let (handed, pause) = (Handed(), Pause())
    let site = Site(store, .with { $0.refresh = .saveEveryRequest }) { addRoutes(to: $0, handed) }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.stop(commit.verb, at: pause)
      async let slow = browser.post(commit.path)
      await pause.reached.wait()
      await expectRefusals(try handed.session())
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      #expect(try await browser.get("/visit").text == commit.text)
    }
  }

  @Test("A decision that waits for the lock while the commit begins changes nothing", arguments: StoreKind.allCases)
  func deciding(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let (pause, result) = (Pause(), UnawaitedDecision())
    let site = Site(store) { router in
      router.post("/late") { _, context -> String in
        let session = context.session
        result.keep(Task { try await session.decide { $0.items.append("late") } })
        await pause.reached.wait()
        return "done"
      }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      store.stop(.withLock, at: pause)
      #expect(try await browser.post("/late").status == .ok)
      pause.release.give()
      let decision = try result.decision()
      await #expect(throws: SessionIsSaved.self) { try await decision.value }
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("The same where the session begins", arguments: StoreKind.allCases)
  func creating(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let (handed, pause) = (Handed(), Pause())
    let site = Site(store) { addRoutes(to: $0, handed) }
    try await site.test { client in
      let browser = Browser(client)
      store.stop(.create, at: pause)
      async let slow = browser.post("/edit")
      await pause.reached.wait()
      await expectRefusals(try handed.session())
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["first"]).text)
    }
  }

  /// Stops an exclusive request while it saves under its lock, and has a task change the session there.
  private func changing(
    _ kind: StoreKind, _ change: @Sendable (RequestSession<Visit>) async throws -> Void,
    _ look: @Sendable (Browser, _ old: Browser) async throws -> Void
  ) async throws {
    let store = CountingStore(try kind.open().store)
    let (handed, pause) = (Handed(), Pause())
    let site = Site(store) { router in
      addRoutes(to: router.group("exclusive").add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive)), handed)
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = Browser(client, cookie: browser.cookie)
      store.stop(.saveLocked, at: pause)
      async let slow = browser.post("/exclusive/edit")
      await pause.reached.wait()
      try await change(handed.session())
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      try await look(browser, old)
    }
  }

  @Test("Exclusive: an edit during the save is saved by the commit", arguments: StoreKind.allCases)
  func edited(_ kind: StoreKind) async throws {
    try await changing(kind) { session in
      try await session.edit { $0.items.append("late") }
    } _: { browser, _ in
      let text = try await browser.get("/visit").text
      #expect(text == Visit(items: ["a", "first", "late"]).text)
    }
  }

  @Test("Exclusive: so is a message, and a new id", arguments: StoreKind.allCases)
  func rotated(_ kind: StoreKind) async throws {
    try await changing(kind) { session in
      try session.rotate()
      try await session.flash("late")
    } _: { browser, old in
      #expect(browser.cookie != old.cookie)
      let texts = try await [browser.get("/visit").text, browser.get("/flashes").text]
      #expect(texts == [Visit(items: ["a", "first"]).text, "late"])
    }
  }

  @Test("Exclusive: a logout during the save is one", arguments: StoreKind.allCases)
  func destroyed(_ kind: StoreKind) async throws {
    try await changing(kind) { session in
      try session.destroy()
    } _: { browser, old in
      #expect(browser.cookie == nil)
      let text = try await old.get("/visit").text
      #expect(text == "none")
    }
  }

  @Test("Exclusive: what is edited after a logout during the save begins anew", arguments: StoreKind.allCases)
  func begunAnew(_ kind: StoreKind) async throws {
    try await changing(kind) { session in
      try session.destroy()
      try await session.edit { $0.items.append("late") }
    } _: { browser, old in
      let texts = try await [browser.get("/visit").text, old.get("/visit").text]
      #expect(texts == [Visit(items: ["late"]).text, "none"])
    }
  }

  @Test("Exclusive: a logout while the lock is waited for is one as well", arguments: StoreKind.allCases)
  func destroyedBefore(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    let (handed, pause) = (Handed(), Pause())
    let site = Site(store) { router in
      let group = router.group("exclusive")
        .add(middleware: HandingMiddleware(handed: handed)).add(
          middleware: ConcurrentEdits<TestContext, Visit>(.exclusive))
      group.post("nothing") { _, _ -> String in "done" }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/a")
      let old = Browser(client, cookie: browser.cookie)
      store.stop(.withLock, at: pause)
      async let slow = browser.post("/exclusive/nothing")
      await pause.reached.wait()
      let session = try handed.session()
      try session.destroy()
      try await session.edit { $0.items.append("late") }
      pause.release.give()
      let reply = try await slow
      #expect(reply.status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["late"]).text)
      #expect(try await old.get("/visit").text == "none")
    }
  }
}

/// A decision that the handler did not wait for.
private final class UnawaitedDecision: Sendable {
  private let kept = Mutex<Task<Void, any Error>?>(nil)

  func keep(_ decision: Task<Void, any Error>) { kept.withLock { $0 = decision } }

  func decision() throws -> Task<Void, any Error> { try #require(kept.withLock { $0 }) }
}

private struct HandingMiddleware: RouterMiddleware {
  typealias Context = TestContext

  let handed: Handed

  @concurrent
  func handle(
    _ request: Request, context: TestContext, next: @concurrent (Request, TestContext) async throws -> Response
  ) async throws -> Response {
    handed.keep(context.session)
    return try await next(request, context)
  }
}
#endif
