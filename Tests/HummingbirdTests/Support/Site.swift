#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting

/// What the tests keep in a session.
struct Visit: Codable, Equatable, Sendable {
  var user: String?
  var items: [String] = []
  var count = 0

  /// As `/visit` answers it.
  var text: String { "\(user ?? "nobody") [\(items.joined(separator: ","))] \(count)" }
}

struct TestContext: SessionRequestContext {
  var coreContext: CoreRequestContextStorage
  let session = RequestSession<Visit>()

  init(source: Source) { coreContext = .init(source: source) }
}

/// An application with sessions, and what it logs.
struct Site: Sendable {
  let log: LogCapture
  private let application: Application<RouterResponder<TestContext>>

  init(
    _ store: any SessionStore, _ configuration: SessionMiddlewareConfiguration = SessionMiddlewareConfiguration(),
    _ routes: (Router<TestContext>) -> Void = { _ in }
  ) {
    log = LogCapture()
    let router = Router(context: TestContext.self)
    router.add(middleware: SessionMiddleware<TestContext, Visit>(store, configuration: configuration) { Visit() })
    Self.addUsualRoutes(to: router)
    routes(router)
    application = Application(router: router, logger: log.logger)
  }

  func test(_ body: @concurrent @Sendable (any TestClientProtocol) async throws -> Void) async throws {
    try await application.test(.router, body)
  }

  private static func addUsualRoutes(to router: Router<TestContext>) {
    // Does not look at the session.
    router.get("/") { _, _ -> String in "hello" }
    router.get("/visit") { _, context -> String in try await context.session.value?.text ?? "none" }
    router.post("/add/:item") { _, context -> String in
      let item = try context.parameters.require("item")
      try await context.session.edit { $0.items.append(item) }
      return "added"
    }
    router.post("/count") { _, context -> String in
      try await context.session.edit { $0.count += 1 }
      return "counted"
    }
    // An edit that changes nothing.
    router.post("/same") { _, context -> String in
      try await context.session.edit { $0.count += 0 }
      return "same"
    }
    router.post("/login/:user") { _, context -> Response in
      let user = try context.parameters.require("user")
      try context.session.rotate(for: .login)
      try await context.session.edit { $0.user = user }
      return Response.redirect(to: "/")
    }
    router.post("/logout") { _, context -> Response in
      try context.session.destroy()
      return Response.redirect(to: "/")
    }
    router.post("/flash/:text") { _, context -> String in
      try await context.session.flash(context.parameters.require("text"))
      return "flashed"
    }
    router.get("/flashes") { _, context -> String in
      try await context.session.takeFlashes().map(\.text).joined(separator: ",")
    }
  }
}
#endif
