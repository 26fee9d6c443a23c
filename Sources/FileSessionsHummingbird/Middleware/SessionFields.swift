#if Hummingbird
internal import HTTPTypes

/// The header fields that a session adds to a response.
struct SessionFields: Sendable {
  let setCookie: String?
  /// Whether the response depends on who asked.
  let varies: Bool

  /// A cache that is shared must give nobody another's page, and least of all another's cookie.
  func add(to headers: inout HTTPFields) {
    if varies { headers.append(HTTPField(name: .vary, value: "Cookie")) }
    guard let setCookie else { return }
    headers.append(HTTPField(name: .setCookie, value: setCookie))
    let caching = headers[.cacheControl]?.lowercased() ?? ""
    if !caching.contains("private"), !caching.contains("no-store") { headers[.cacheControl] = "private, no-cache" }
  }
}
#endif
