#if Hummingbird
internal import HTTPTypes

/// The header fields that a session adds to a response.
struct SessionFields: Sendable {
  let setCookie: String?
  /// Whether the response depends on who asked.
  let varies: Bool

  /// Cookies of a response, or of an error, that this middleware has replaced by its own: those of another session, which
  /// has its new id already, have to reach the browser.
  var carried: [String] = []

  static let none = SessionFields(setCookie: nil, varies: false)

  /// A cache that is shared must give nobody another's page, and least of all another's cookie.
  func add(to headers: inout HTTPFields) {
    if varies { headers.append(HTTPField(name: .vary, value: "Cookie")) }
    for cookie in carried + (setCookie.map { [$0] } ?? []) {
      headers.append(HTTPField(name: .setCookie, value: cookie))
    }
    guard setCookie != nil || !carried.isEmpty else { return }
    let caching = Self.directives(headers[.cacheControl] ?? "")
    if caching.isDisjoint(with: ["private", "no-store"]) { headers[.cacheControl] = "private, no-cache" }
  }

  /// The directives of a `Cache-Control` field, in lower case, with their arguments: `private="X-User"` speaks of that
  /// field alone, and is not `private`. A comma in quotes ends none. (RFC 9111, 5.2.2.7.)
  private static func directives(_ field: String) -> Set<String> {
    var isQuoted = false
    let directives = field.lowercased().split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "," && !isQuoted
    }
    return Set(directives.map { $0.filter { !$0.isWhitespace } })
  }
}
#endif
