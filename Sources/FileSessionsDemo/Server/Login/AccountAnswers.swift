#if Demo
internal import FileSessions
internal import FileSessionsHummingbird
internal import HTTPTypes
internal import Hummingbird

/// Answers every request of the login page with what there is now. It stands before the session's middleware: what it
/// tells is saved.
struct AccountAnswers: RouterMiddleware {
  let users: UserSessions

  private struct Account: ResponseEncodable {
    var user: String?
    var cart: Int
    /// The handle of this browser's session.
    var session: String?
    var devices: [Device]
  }

  private struct Device: Codable {
    var session: String
    var name: String
    var address: String
    /// In seconds.
    var unusedFor: Int64
  }

  @concurrent
  func handle(
    _ request: Request, context: VisitContext, next: @concurrent (Request, VisitContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    let account = try await account(of: context.shopper).response(from: request, context: context)
    response.headers[.contentType] = account.headers[.contentType]
    response.headers[.cacheControl] = "no-store"
    response.body = account.body
    return response
  }

  private func account(of session: RequestSession<Shopper>) async throws -> Account {
    let user = try await session.user
    return Account(
      user: user, cart: try await session.value?.cart ?? 0, session: try await session.details?.handle.description,
      devices: try await devices(of: user))
  }

  private func devices(of user: String?) async throws -> [Device] {
    guard let user else { return [] }
    let now = SessionClock.system.now()
    return try await users.sessions(of: user).map {
      let unused = now.nanosecondsSince1970 - $0.lastUseTime.nanosecondsSince1970
      return Device(
        session: $0.handle.description, name: $0.device, address: $0.address, unusedFor: unused / 1_000_000_000)
    }
  }
}
#endif
