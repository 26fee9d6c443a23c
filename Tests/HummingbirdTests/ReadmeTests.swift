#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

/// The server of README, as it stands there, but for its directory.
@Suite("README's server") struct ReadmeTests {
  struct Visit: Codable { var user: String?; var cart: [String] = [] }

  struct AppContext: SessionRequestContext {
    var coreContext: CoreRequestContextStorage
    let session = RequestSession<Visit>()
    init(source: Source) { coreContext = .init(source: source) }
  }

  private func application(_ directory: String, _ logger: Logger) throws -> some ApplicationProtocol {
    var configuration = FileSessionStore.Configuration(strategy: .slots)
    configuration.observer = SessionReporter(logger: logger).observer
    let store = try FileSessionStore(directory: directory, configuration: configuration)

    var sessions = SessionMiddlewareConfiguration()
    sessions.refresh = .onAccess
    sessions.concurrency = .optimistic

    let router = Router(context: AppContext.self)
    router.add(middleware: SessionMiddleware(store, configuration: sessions) { Visit() })
    router.get("cart") { _, context in
      try await context.session.value?.cart.joined(separator: ", ") ?? ""
    }
    router.post("cart/:item") { _, context in
      let item = try context.parameters.require("item")
      return try await context.session.edit { visit in
        visit.cart.append(item)
        return "\(visit.cart.count) items"
      }
    }
    router.post("login") { _, context in
      try context.session.rotate()
      try await context.session.edit { $0.user = "alice" }
      return Response.redirect(to: "/cart")
    }
    router.post("logout") { _, context in
      try context.session.destroy()
      return Response.redirect(to: "/")
    }
    return Application(router: router, services: [SessionSweeper(store, logger: logger)])
  }

  @Test("It keeps a cart, moves it at the login, and forgets it at the logout") func whole() async throws {
    let directory = try TemporaryDirectory()
    let application = try application(directory.path, Logger(label: "readme"))
    try await application.test(.router) { client in
      let browser = Browser(client)
      #expect(try await browser.post("/cart/book").text == "1 items")
      #expect(try await browser.post("/cart/pen").text == "2 items")
      let before = browser.cookie
      #expect(try await browser.post("/login").status == .seeOther)
      #expect(browser.cookie != before)
      #expect(try await browser.get("/cart").text == "book, pen")
      _ = try await browser.post("/logout")
      #expect(try await browser.get("/cart").text == "")
    }
  }
}
#endif
