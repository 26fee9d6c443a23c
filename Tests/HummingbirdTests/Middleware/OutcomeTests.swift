#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: what becomes of the edits of a handler that does not simply succeed")
struct OutcomeTests {
  private static let concurrencies: [SessionConcurrency] = [.optimistic, .exclusive, .lastWriterWins]

  /// How a handler ends after its edit.
  enum Ending: String, CaseIterable, Sendable {
    case returns303, returns404, returns499, throws400, throws422
    case returns500, returns599, throws500, throws503, throwsPlainly

    var status: Int {
      switch self {
      case .returns303: 303
      case .returns404: 404
      case .returns499: 499
      case .throws400: 400
      case .throws422: 422
      case .returns500, .throws500, .throwsPlainly: 500
      case .returns599: 599
      case .throws503: 503
      }
    }

    var keepsEdits: Bool { status < 500 }

    func response() throws -> Response {
      switch self {
      case .throwsPlainly: throw Refusal()
      case .throws400, .throws422, .throws500, .throws503:
        throw HTTPError(HTTPResponse.Status(code: status), headers: [.eTag: "mine"], message: "so said the handler")
      case .returns303, .returns404, .returns499, .returns500, .returns599:
        return Response(status: HTTPResponse.Status(code: status), headers: [.eTag: "mine"])
      }
    }
  }

  private func site(_ store: any SessionStore, _ concurrency: SessionConcurrency) -> Site {
    Site(store, .with { $0.concurrency = concurrency }) { router in
      router.post("/end/:ending") { _, context -> Response in
        let name = try context.parameters.require("ending")
        let ending = try #require(Ending(rawValue: name))
        try await context.session.edit { $0.items.append(name) }
        return try ending.response()
      }
    }
  }

  @Test(
    "An answer below 500 keeps them, whether returned or thrown; a failure drops them", arguments: Ending.allCases,
    concurrencies)
  func edits(_ ending: Ending, _ concurrency: SessionConcurrency) async throws {
    for kind in StoreKind.allCases {
      try await site(try kind.open().store, concurrency).test { client in
        let browser = Browser(client)
        try await browser.post("/add/a")
        let reply = try await browser.post("/end/\(ending.rawValue)")
        #expect(reply.status.code == ending.status)
        let kept = Visit(items: ending.keepsEdits ? ["a", ending.rawValue] : ["a"])
        #expect(try await browser.get("/visit").text == kept.text, "\(kind)")
        // Whatever it was, the session goes on.
        try await browser.post("/add/b")
        #expect(try await browser.get("/visit").text == Visit(items: kept.items + ["b"]).text, "\(kind)")
      }
    }
  }

  @Test(
    "The cookie of a first edit is on the response, be it an error; a failure sets none", arguments: Ending.allCases,
    concurrencies)
  func cookies(_ ending: Ending, _ concurrency: SessionConcurrency) async throws {
    let store = MemorySessionStore()
    try await site(store, concurrency).test { client in
      let browser = Browser(client)
      let reply = try await browser.post("/end/\(ending.rawValue)")
      #expect(reply.status.code == ending.status)
      #expect((reply.cookie != nil) == ending.keepsEdits)
      #expect(try await store.sessionCount == (ending.keepsEdits ? 1 : 0))
      let expected = ending.keepsEdits ? Visit(items: [ending.rawValue]).text : "none"
      #expect(try await browser.get("/visit").text == expected)
      // An error without a status passes as it is; no cache keeps what Hummingbird makes of it.
      #expect(reply.header(.vary) == (ending == .throwsPlainly ? nil : "Cookie"))
    }
  }

  @Test("What the handler says besides arrives as it would without sessions", arguments: Ending.allCases)
  func answer(_ ending: Ending) async throws {
    try await site(MemorySessionStore(), .optimistic).test { client in
      let reply = try await Browser(client).post("/end/\(ending.rawValue)")
      #expect(reply.header(.eTag) == (ending == .throwsPlainly ? nil : "mine"))
      let isThrown = ending.rawValue.hasPrefix("throws") && ending != .throwsPlainly
      #expect(reply.text.contains("so said the handler") == isThrown)
    }
  }

  @Test("A route that is not there is not found, with a session and without one")
  func notFound() async throws {
    try await site(MemorySessionStore(), .optimistic).test { client in
      let browser = Browser(client)
      #expect(try await browser.get("/nowhere").status == .notFound)
      try await browser.post("/add/a")
      #expect(try await browser.get("/nowhere").status == .notFound)
      #expect(try await browser.get("/visit").text == Visit(items: ["a"]).text)
    }
  }

  @Test("A session is asked for where no middleware is in front: that is said, and 500") func withoutMiddleware()
    async throws
  {
    let log = LogCapture()
    let router = Router(context: TestContext.self)
    router.get("/visit") { _, context -> String in
      let error = await #expect(throws: SessionMiddlewareMissing.self) {
        try await context.session.edit { $0.count += 1 }
      }
      #expect(error?.description.contains("add it to the router") == true)
      return try await context.session.value?.text ?? "none"
    }
    let application = Application(router: router, logger: log.logger)
    try await application.test(.router) { client in
      let answer = try await Browser(client).get("/visit").status
      #expect(answer == .internalServerError)
    }
  }

  @Test(
    "What an exclusive route has edited that failed does not come back by what an error page does",
    arguments: StoreKind.allCases)
  func errorPage(_ kind: StoreKind) async throws {
    let site = Site(try kind.open().store) { router in
      router.group("page").add(middleware: ErrorPage()).group("route")
        .add(middleware: ConcurrentEdits<TestContext, Visit>(.exclusive)).post { _, context -> String in
          try await context.session.edit { $0.user = "alice" }
          throw Refusal()
        }
    }
    try await site.test { client in
      let browser = Browser(client)
      try await browser.post("/add/book")
      let reply = try await browser.post("/page/route")
      #expect(reply.status == .ok)
      #expect(try await browser.get("/visit").text == Visit(items: ["book"], count: 1).text)
      #expect(try await browser.get("/flashes").text == "sorry")
    }
  }
}

/// Shows what failed as a page, with a message.
private struct ErrorPage: RouterMiddleware {
  typealias Context = TestContext

  @concurrent
  func handle(
    _ request: Request, context: TestContext, next: @concurrent (Request, TestContext) async throws -> Response
  ) async throws -> Response {
    do { return try await next(request, context) } catch {
      try await context.session.flash("sorry")
      try await context.session.decide { $0.count += 1 }
      return Response(status: .ok)
    }
  }
}
#endif
