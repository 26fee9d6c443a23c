#if Hummingbird
import FileSessions
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization

/// A client that keeps the session's cookie, as browsers do.
final class Browser: Sendable {
  private let client: any TestClientProtocol
  private let jar: Mutex<CookieJar>

  /// - Parameters:
  ///   - cookie: what it has as the session's cookie to begin with, from any server.
  ///   - clock: tells it which cookies have expired; by default it stands still.
  init(
    _ client: any TestClientProtocol, cookie: String? = nil, clock: SessionClock = ManualClock().sessionClock
  ) {
    self.client = client
    var jar = CookieJar(clock: clock)
    if let cookie { jar.receive(["\(Self.name)=\(cookie); Path=/; Secure"]) }
    self.jar = Mutex(jar)
  }

  private static let name = "__Host-session"

  /// The value of the session's cookie.
  var cookie: String? { jar.withLock { $0.value(of: Self.name) } }

  @discardableResult
  func get(_ path: String) async throws -> Reply { try await send(.get, path) }

  @discardableResult
  func post(_ path: String) async throws -> Reply { try await send(.post, path) }

  /// - Parameter fields: beside the cookies.
  func send(
    _ method: HTTPRequest.Method, _ path: String, fields: HTTPFields = [:], body: String? = nil
  ) async throws -> Reply {
    let request = CookieJar.Request(path: path)
    var headers = fields
    if let cookies = jar.withLock({ $0.header(for: request) }) { headers[.cookie] = cookies }
    let body = body.map { ByteBuffer(string: $0) }
    let response = try await client.executeRequest(uri: path, method: method, headers: headers, body: body)
    let reply = Reply(response: response)
    jar.withLock { $0.receive(reply.setCookies, from: request) }
    return reply
  }
}

struct Reply: Sendable {
  let response: TestResponse

  var status: HTTPResponse.Status { response.status }
  var text: String { String(buffer: response.body) }
  /// Every `Set-Cookie` field as it came.
  var setCookies: [String] { response.headers[values: .setCookie] }
  /// The only cookie that is set; `nil` where there is none, or more than one.
  var cookie: SetCookie? { setCookies.count == 1 ? SetCookie(setCookies[0]) : nil }

  func header(_ name: HTTPField.Name) -> String? { response.headers[name] }
}
#endif
