#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// A visitor's session, and beside it that of somebody who looks after the shop.
private struct TwoSessionsContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let shop = RequestSession<Visit>()
  let administration = RequestSession<Visit>()

  init(source: Source) { coreContext = .init(source: source) }
}

@Suite("Session middleware: several sessions in one request")
struct SeveralSessionsTests {
  private func application(
    _ store: any SessionStore, _ names: (String, String)
  ) -> Application<RouterResponder<TwoSessionsContext>> {
    let router = Router(context: TwoSessionsContext.self)
    var (shop, administration) = (SessionMiddlewareConfiguration(), SessionMiddlewareConfiguration())
    shop.cookie = .host(names.0)
    administration.cookie = .host(names.1)
    router.add(middleware: SessionMiddleware(store, configuration: shop, session: \.shop) { Visit() })
    router.add(
      middleware: SessionMiddleware(store, configuration: administration, session: \.administration) { Visit() })
    router.post("buy") { _, context -> String in
      try await context.shop.edit { $0.items.append("book") }
      return "bought"
    }
    router.group("enter")
      .add(middleware: ConcurrentEdits(.exclusive) { (context: TwoSessionsContext) in context.administration })
      .post { _, context -> String in
        try await context.administration.edit { $0.user = "alice" }
        return "entered"
      }
    router.post("both") { _, context -> String in
      try await context.shop.edit { $0.items.append("pen") }
      try await context.administration.edit { $0.count += 1 }
      return "both"
    }
    router.post("leave") { _, context -> String in
      try context.administration.destroy()
      return "left"
    }
    router.post("crossed") { _, context -> String in
      try await context.shop.edit { $0.count += 1 }
      try context.administration.rotate()
      return "crossed"
    }
    router.get("seen") { _, context -> String in
      let (shop, administration) = (try await context.shop.value, try await context.administration.value)
      return "\(shop?.text ?? "none"), \(administration?.text ?? "none")"
    }
    return Application(router: router)
  }

  @Test("Each has its cookie, and ends by itself", arguments: StoreKind.allCases)
  func two(_ kind: StoreKind) async throws {
    try await application(try kind.open().store, ("shop", "administration")).test(.router) { client in
      var jar = CookieJar(clock: ManualClock().sessionClock)
      func send(_ method: HTTPRequest.Method, _ path: String) async throws -> Reply {
        let request = CookieJar.Request(path: path)
        var headers = HTTPFields()
        if let cookies = jar.header(for: request) { headers[.cookie] = cookies }
        let reply = Reply(
          response: try await client.executeRequest(uri: path, method: method, headers: headers, body: nil))
        jar.receive(reply.setCookies, from: request)
        return reply
      }
      #expect(try await send(.post, "/buy").setCookies.count == 1)
      #expect(try await send(.post, "/enter").setCookies.count == 1)
      try await #expect(send(.post, "/both").status == .ok)
      #expect(try await send(.get, "/seen").text == "nobody [book,pen] 0, alice [] 1")
      try await #expect(send(.post, "/leave").status == .ok)
      #expect(try await send(.get, "/seen").text == "nobody [book,pen] 0, none")
    }
  }

  @Test("The id of one is nothing under the name of the other", arguments: StoreKind.allCases)
  func swapped(_ kind: StoreKind) async throws {
    let store = try kind.open().store
    try await application(store, ("shop", "administration")).test(.router) { client in
      func send(_ method: HTTPRequest.Method, _ path: String, _ cookie: String? = nil) async throws -> Reply {
        let headers: HTTPFields = cookie.map { [.cookie: $0] } ?? [:]
        return Reply(response: try await client.executeRequest(uri: path, method: method, headers: headers, body: nil))
      }
      let shop = try #require(try await send(.post, "/buy").cookie)
      let planted = "__Host-administration=\(shop.value)"
      #expect(try await send(.get, "/seen", planted).text == "none, none")
      // Neither is it changed, nor taken over.
      let entered = try #require(try await send(.post, "/enter", planted).cookie)
      #expect(entered.value != shop.value)
      #expect(try await send(.get, "/seen", "__Host-shop=\(shop.value)").text == "nobody [book] 0, none")
    }
  }

  @Test("What fails in one does not lose the new id of the other", arguments: StoreKind.allCases)
  func carried(_ kind: StoreKind) async throws {
    let store = CountingStore(try kind.open().store)
    try await application(store, ("shop", "administration")).test(.router) { client in
      func send(_ path: String, _ cookies: String) async throws -> Reply {
        Reply(
          response: try await client.executeRequest(uri: path, method: .post, headers: [.cookie: cookies], body: nil))
      }
      let shop = try #require(try await send("/buy", "").cookie)
      let administration = try #require(try await send("/enter", "").cookie)
      store.fail(.save, .noSpace)
      let reply = try await send(
        "/crossed", "\(shop.name)=\(shop.value); \(administration.name)=\(administration.value)")
      #expect(reply.status.code == 507)
      let moved = try #require(reply.cookie)
      #expect(moved.name == administration.name && moved.value != administration.value)
    }
  }

  @Test("Two of one name are refused where both set it", arguments: StoreKind.allCases)
  func sameName(_ kind: StoreKind) async throws {
    try await application(try kind.open().store, ("shop", "shop")).test(.router) { client in
      let response = try await client.executeRequest(uri: "/both", method: .post, headers: [:], body: nil)
      #expect(response.status == .internalServerError)
      #expect(response.headers[values: .setCookie].isEmpty)
    }
  }

  @Test("A program whose context needs no more has one ready", arguments: StoreKind.allCases)
  func basic(_ kind: StoreKind) async throws {
    let router = Router(context: BasicSessionContext<Visit>.self)
    router.add(middleware: SessionMiddleware(try kind.open().store) { Visit() })
    router.post("count") { _, context -> String in
      try await context.session.edit { $0.count += 1 }
      return "\(try await context.session.value?.count ?? 0)"
    }
    try await Application(router: router).test(.router) { client in
      let browser = Browser(client)
      try await browser.post("/count")
      #expect(try await browser.post("/count").text == "2")
    }
  }
}
#endif
