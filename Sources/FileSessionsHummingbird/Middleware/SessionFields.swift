#if Hummingbird
internal import HTTPTypes

/// The header fields that a session adds to a response.
struct SessionFields: Sendable {
  let setCookie: String?
  /// Whether the response depends on who asked.
  let varies: Bool

  static let none = SessionFields(setCookie: nil, varies: false)

  /// A cache that is shared must give nobody another's page, and least of all another's cookie.
  func add(to headers: inout HTTPFields) {
    if varies { headers.append(HTTPField(name: .vary, value: "Cookie")) }
    guard let setCookie else { return }
    headers.append(HTTPField(name: .setCookie, value: setCookie))
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
