public import FileSessions

/// The cookies that one browser keeps, by RFC 6265, with what its successor says on `Secure`, `__Host-` and
/// `__Secure-`.
///
/// It sends nothing: give it the `Set-Cookie` fields of each response, and send the `Cookie` field that it answers.
///
///     var jar = CookieJar()
///     jar.receive(["__Host-session=4711; Path=/; Secure; Max-Age=600"])
///     jar.header()                            // "__Host-session=4711", for ten minutes
///
/// `HttpOnly` and `SameSite` change nothing here: there are no scripts and no other sites.
public struct CookieJar: Sendable {
  /// What of a request decides on its cookies.
  public struct Request: Hashable, Sendable {
    /// In lower case, without a port.
    public let host: String
    /// Without a query.
    public let path: String
    /// Whether the connection is encrypted, or counts as such, as browsers have it with localhost.
    public let isSecure: Bool

    /// By default an encrypted request for the front page of localhost.
    public init(host: String = "localhost", path: String = "/", isSecure: Bool = true) {
      self.host = host.lowercased()
      self.path = path.firstIndex(of: "?").map { String(path[..<$0]) } ?? path
      self.isSecure = isSecure
    }
  }

  private struct Cookie: Sendable {
    let name: String
    let value: String
    let domain: String
    /// Whether it is for this very host, and none below it.
    let isHostOnly: Bool
    let path: String
    let isSecure: Bool
    /// `nil` for as long as the browser runs.
    let expirationTime: Timestamp?

    func replaces(_ other: Cookie) -> Bool {
      (name, domain, path, isHostOnly) == (other.name, other.domain, other.path, other.isHostOnly)
    }

    func isExpired(at now: Timestamp) -> Bool { expirationTime.map { $0 <= now } ?? false }

    func isSent(with request: Request) -> Bool {
      let isItsHost = isHostOnly ? request.host == domain : Self.matches(request.host, domain)
      return isItsHost && Self.covers(path, request.path) && (request.isSecure || !isSecure)
    }

    /// Whether a host is the domain, or below it (section 5.1.3).
    static func matches(_ host: String, _ domain: String) -> Bool {
      host == domain || (host.hasSuffix("." + domain) && !isAddress(host))
    }

    private static func isAddress(_ host: String) -> Bool {
      host.contains(":") || host.utf8.allSatisfy { "0123456789.".utf8.contains($0) }
    }

    /// Whether a request's path is the cookie's, or below it (section 5.1.4).
    static func covers(_ path: String, _ requested: String) -> Bool {
      guard requested.hasPrefix(path) else { return false }
      return path.hasSuffix("/") || requested.count == path.count || requested.dropFirst(path.count).first == "/"
    }
  }

  private let clock: SessionClock
  /// In the order in which they were first set.
  private var cookies: [Cookie] = []

  /// A jar without cookies.
  /// - Parameter clock: tells which cookies have expired.
  public init(clock: SessionClock = .system) { self.clock = clock }

  /// Takes the cookies of a response. What a browser would refuse is left out without a word.
  /// - Parameters:
  ///   - fields: the values of its `Set-Cookie` fields, one cookie each.
  ///   - request: what it is the response to.
  public mutating func receive(_ fields: some Sequence<String>, from request: Request = Request()) {
    for field in fields {
      guard let field = SetCookieField(field), let cookie = accepted(field, from: request) else { continue }
      let index = cookies.firstIndex(where: cookie.replaces)
      switch (index, cookie.isExpired(at: clock.now())) {
      case (let index?, true): cookies.remove(at: index)
      case (let index?, false): cookies[index] = cookie
      case (nil, true): break
      case (nil, false): cookies.append(cookie)
      }
    }
  }

  /// The value of the `Cookie` field of a request; `nil` where it has none.
  public func header(for request: Request = Request()) -> String? {
    let pairs = sent(with: request).map { "\($0.name)=\($0.value)" }
    return pairs.isEmpty ? nil : pairs.joined(separator: "; ")
  }

  /// What a request carries under a name; `nil` where there is no such cookie. Of several, what stands first.
  public func value(of name: String, for request: Request = Request()) -> String? {
    sent(with: request).first { $0.name == name }?.value
  }

  /// Those of longer paths first, among equals those that were set earlier (section 5.4).
  private func sent(with request: Request) -> [Cookie] {
    let now = clock.now()
    return cookies.enumerated().filter { !$0.element.isExpired(at: now) && $0.element.isSent(with: request) }
      .sorted { ($1.element.path.count, $0.offset) < ($0.element.path.count, $1.offset) }
      .map(\.element)
  }

  /// The cookie that a field sets (section 5.3); `nil` for one that a browser refuses.
  private func accepted(_ field: SetCookieField, from request: Request) -> Cookie? {
    // Nobody sets a cookie for all of "com". A name without a dot is that of one host, or of none.
    let isHostOnly = !(field.domain?.contains(".") ?? false)
    let domain = field.domain ?? request.host
    guard isHostOnly ? domain == request.host : Cookie.matches(request.host, domain) else { return nil }
    let cookie = Cookie(
      name: field.name, value: field.value, domain: domain, isHostOnly: isHostOnly,
      path: field.path ?? Self.defaultPath(request), isSecure: field.isSecure,
      expirationTime: field.expirationTime(at: clock.now()))
    let isAllowed = request.isSecure || !(field.isSecure || hidesSecureOne(cookie))
    return isAllowed && Self.keepsItsName(field) ? cookie : nil
  }

  /// A prefix of the name promises attributes to the server (6265bis, section 4.1.3).
  private static func keepsItsName(_ field: SetCookieField) -> Bool {
    let name = field.name.lowercased()
    if name.hasPrefix("__host-") { return field.isSecure && field.domain == nil && field.path == "/" }
    return !name.hasPrefix("__secure-") || field.isSecure
  }

  /// Whether a cookie from an open connection would stand before an encrypted one's (6265bis, section 5.7).
  private func hidesSecureOne(_ cookie: Cookie) -> Bool {
    cookies.contains { kept in
      kept.isSecure && kept.name == cookie.name && Cookie.covers(kept.path, cookie.path)
        && (Cookie.matches(kept.domain, cookie.domain) || Cookie.matches(cookie.domain, kept.domain))
    }
  }

  /// The folder that was asked for (section 5.1.4).
  private static func defaultPath(_ request: Request) -> String {
    guard request.path.hasPrefix("/"), let slash = request.path.lastIndex(of: "/"), slash > request.path.startIndex
    else { return "/" }
    return String(request.path[..<slash])
  }
}
