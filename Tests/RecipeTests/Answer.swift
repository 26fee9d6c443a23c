#if FlyingFox || Hummingbird
import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What a server on this machine answered.
struct Answer: Sendable {
  var body: String
  /// The cookie that it set, as a client sends it back.
  var cookie: String?

  static func get(port: some BinaryInteger & Sendable, cookie: String?) async throws -> Answer {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpShouldSetCookies = false
    configuration.httpCookieStorage = nil
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)/")))
    request.setValue(cookie, forHTTPHeaderField: "Cookie")
    let session = URLSession(configuration: configuration)
    defer { session.invalidateAndCancel() }
    let (data, response) = try await session.data(for: request)
    let fields = try #require(response as? HTTPURLResponse)
    let set = fields.value(forHTTPHeaderField: "Set-Cookie")?.split(separator: ";").first
    return Answer(body: String(decoding: data, as: UTF8.self), cookie: set.map(String.init))
  }
}
#endif
