#if Demo
internal import FileSessions
internal import FileSessionsHummingbird
internal import HTTPTypes
internal import Hummingbird

/// What a shop does: a cart for visitors, logins, and for each user the list of what he is logged in with. What a route
/// answers is for `AccountAnswers` to say.
struct LoginRoutes: Sendable {
  private let store: FileSessionStore
  private let users: UserSessions

  private struct Login: Decodable {
    var name: String
  }

  init(_ store: FileSessionStore) {
    self.store = store
    users = UserSessions(store)
  }

  func add(to router: Router<VisitContext>) {
    let group = router.group("api/account")
      .add(middleware: CrossOriginProtection())
      .add(middleware: LostAnswers())
      .add(middleware: AccountAnswers(users: users))
      .add(middleware: SessionMiddleware(store, configuration: configuration, session: \.shopper) { Shopper() })
    group.get { _, _ in HTTPResponse.Status.ok }
    group.post("cart") { _, context in
      try await context.shopper.edit { $0.cart += 1 }
      return HTTPResponse.Status.ok
    }
    group.post("login") { request, context in try await logIn(request, context) }
    group.post("end/:handle") { _, context in try await end(context) }
    group.post("end-others") { _, context in try await endOthers(context) }
    group.post("logout") { _, context in
      try context.shopper.destroy()
      return HTTPResponse.Status.ok
    }
  }

  /// When a session was used last is known to a twentieth of its idle lifetime: to a minute. And a minute is enough for
  /// somebody to read what happened before he tries again.
  private var configuration: SessionMiddlewareConfiguration {
    var configuration = SessionMiddlewareConfiguration()
    configuration.cookie = .insecure("demo-login")
    configuration.users = users
    configuration.lifetime = SessionLifetime(idle: .seconds(20 * 60), absolute: nil)
    configuration.rotationGrace = .seconds(60)
    return configuration
  }

  private func logIn(_ request: Request, _ context: VisitContext) async throws -> HTTPResponse.Status {
    let session = context.shopper
    let name = try await request.decode(as: Login.self, context: context).name
    guard !name.isEmpty, name.utf8.count <= 200 else { throw HTTPError(.badRequest, message: "That is no name.") }
    // A password would be checked, which takes its time: the second click comes while the first login is under way.
    try await Task.sleep(for: .milliseconds(400))
    // Another user begins with a session of his own.
    if let user = try await session.user, user != name { try session.destroy() }
    try session.rotate(for: .login)
    try await session.bind(
      to: name, device: DeviceName.of(userAgent: request.headers[.userAgent] ?? ""), address: context.address)
    return .ok
  }

  private func end(_ context: VisitContext) async throws -> HTTPResponse.Status {
    guard let handle = SessionHandle(try context.parameters.require("handle")) else { throw HTTPError(.badRequest) }
    try await users.end(handle, of: user(of: context))
    return .ok
  }

  private func endOthers(_ context: VisitContext) async throws -> HTTPResponse.Status {
    guard let own = try await context.shopper.details?.handle else { throw HTTPError(.unauthorized) }
    try await users.endOthers(than: own, of: user(of: context))
    return .ok
  }

  private func user(of context: VisitContext) async throws -> String {
    guard let user = try await context.shopper.user else { throw HTTPError(.unauthorized, message: "Log in first.") }
    return user
  }
}

/// What the sessions of the login page hold. Whose they are is the session's own business.
struct Shopper: Codable, Sendable {
  var cart = 0
}
#endif
