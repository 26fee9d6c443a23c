/// The cookie that carries a session's id: what to make of a request's `Cookie` fields, and what to write into the
/// response's `Set-Cookie`. None can be made that lacks what its name promises.
///
/// `.host("session")` is `__Host-session`: browsers take it from an encrypted connection only (or from localhost), send
/// it to this very host only, and let no sub-domain set it. It is always `HttpOnly`. (RFC 6265bis, sections 4.1.2 and
/// 4.1.3.)
public struct SessionCookie: Hashable, Sendable {
  /// The name with its prefix, as in `__Host-session`.
  public let name: String
  /// The part of the site that the cookie is sent to; `/` for all of it.
  public let path: String
  /// The domain that the cookie is sent to, with all below it; `nil` for the host that set it alone.
  public let domain: String?
  /// Whether browsers send it over encrypted connections only.
  public let isSecure: Bool
  /// Which requests that begin at another site carry it.
  public let sameSite: SameSite

  /// Which requests that begin at another site carry a cookie.
  public enum SameSite: String, Hashable, Sendable {
    /// Sent along with links from other sites, but not with their forms and scripts.
    case lax = "Lax"
    /// Not sent with anything that begins at another site.
    case strict = "Strict"
    /// Sent from anywhere: for pages in other sites' frames. `.insecure` cookies cannot have it.
    case none = "None"
  }

  /// `__Host-` before the name: `Secure`, for the whole of this host, and for no other.
  public static func host(_ name: String, sameSite: SameSite = .lax) -> SessionCookie {
    SessionCookie(name: "__Host-" + name, path: "/", domain: nil, isSecure: true, sameSite: sameSite)
  }

  /// `__Secure-` before the name: `Secure`, for a part of a host, or for a domain with all that is below it.
  public static func secure(
    _ name: String, path: String = "/", domain: String? = nil, sameSite: SameSite = .lax
  ) -> SessionCookie {
    SessionCookie(name: "__Secure-" + name, path: path, domain: domain, isSecure: true, sameSite: sameSite)
  }

  /// For development without TLS. Anybody on the way can read it.
  public static func insecure(_ name: String, path: String = "/") -> SessionCookie {
    SessionCookie(name: name, path: path, domain: nil, isSecure: false, sameSite: .lax)
  }

  /// Names and attributes come from the program, not from a client: a character that would end them is a mistake in it.
  private init(name: String, path: String, domain: String?, isSecure: Bool, sameSite: SameSite) {
    precondition(!name.isEmpty && name.utf8.allSatisfy(Self.isToken), "a cookie's name is a token (RFC 9110, 5.6.2)")
    let isPrefixed = ["__host-", "__secure-"].contains { name.lowercased().hasPrefix($0) }
    precondition(isSecure || !isPrefixed, "browsers take a cookie of this name only from an encrypted connection")
    precondition(path.hasPrefix("/"), "a cookie's path begins with a slash")
    precondition((path + (domain ?? "")).utf8.allSatisfy(Self.isAttribute), "a path or domain has no semicolon")
    self.name = name
    self.path = path
    self.domain = domain
    self.isSecure = isSecure
    self.sameSite = sameSite
  }

  // MARK: - In a request

  /// What a request carries in the cookie's name.
  public enum Presented: Hashable, Sendable {
    /// No cookie of this name.
    case nothing
    /// An id that is well-formed. Whether there is such a session only the store knows.
    case id(SessionID)
    /// Something that is no id, or more than one: an older cookie may have another path, or a sub-domain may have put
    /// its own beside ours. The ids that are among them (the first few) lead to a session only if no more than one of
    /// theirs lives: else nobody can say which is whose. A logout should end them all.
    case unusable([SessionID])
  }

  /// Looks at every cookie of this name.
  /// - Parameter fields: the values of all `Cookie` header fields.
  public func read(from fields: some Sequence<String>) -> Presented {
    var ids: [SessionID] = []
    var isUsable = true
    for field in fields {
      for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
        guard let value = value(of: pair) else { continue }
        guard let id = SessionID(Substring(value)) else {
          isUsable = false
          continue
        }
        if !ids.contains(id) { ids.append(id) }
        // A browser sends what was set last behind what is older or of a longer path (RFC 6265, 5.4).
        if ids.count > 4 { ids.removeFirst() }
      }
    }
    guard isUsable, ids.count <= 1 else { return .unusable(ids) }
    return ids.first.map { .id($0) } ?? .nothing
  }

  /// What stands behind `name=`, if that is this cookie's.
  private func value(of pair: Substring.UTF8View) -> Substring.UTF8View? {
    let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard pair.starts(with: name.utf8) else { return nil }
    let rest = pair.dropFirst(name.utf8.count)
    return rest.first == UInt8(ascii: "=") ? rest.dropFirst() : nil
  }

  // MARK: - In a response

  /// The value of the `Set-Cookie` field that sets the cookie.
  /// - Parameters:
  ///   - id: what the cookie is to carry; its `text` is the value.
  ///   - maxAge: whole seconds of it count; `nil` for as long as the browser runs.
  public func setCookieHeader(for id: SessionID, maxAge: Duration?) -> String {
    field(id.text, maximumAge: maxAge.map { max(0, $0.components.seconds) })
  }

  /// The value of the `Set-Cookie` field that has the browser forget the cookie.
  public var expiredCookieHeader: String { field("", maximumAge: 0) }

  private func field(_ value: String, maximumAge: Int64?) -> String {
    var field = "\(name)=\(value); Path=\(path)"
    if let domain { field += "; Domain=\(domain)" }
    if let maximumAge { field += "; Max-Age=\(maximumAge)" }
    if isSecure { field += "; Secure" }
    return field + "; HttpOnly; SameSite=\(sameSite.rawValue)"
  }

  private static func isToken(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(character)
    }
  }

  private static func isAttribute(_ character: UInt8) -> Bool {
    (0x20...0x7e).contains(character) && character != UInt8(ascii: ";")
  }
}
