#if Hummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization

/// A client that keeps the session's cookie, as browsers do.
final class Browser: Sendable {
  private let client: any TestClientProtocol
  private let name: String
  private let jar: Mutex<String?>

  /// - Parameter cookie: the value that it begins with.
  init(_ client: any TestClientProtocol, cookie: String? = nil, name: String = "__Host-session") {
    self.client = client
    self.name = name
    jar = Mutex(cookie)
  }

  var cookie: String? { jar.withLock { $0 } }

  @discardableResult
  func get(_ path: String) async throws -> Reply { try await send(.get, path) }

  @discardableResult
  func post(_ path: String) async throws -> Reply { try await send(.post, path) }

  private func send(_ method: HTTPRequest.Method, _ path: String) async throws -> Reply {
    var headers = HTTPFields()
    if let cookie { headers[.cookie] = "\(name)=\(cookie)" }
    let response = try await client.executeRequest(uri: path, method: method, headers: headers, body: nil)
    let reply = Reply(response: response)
    if let set = reply.cookie { jar.withLock { $0 = set.isRemoval ? nil : set.value } }
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
