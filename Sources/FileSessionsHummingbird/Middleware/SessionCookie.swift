#if Hummingbird
internal import FileSessions
internal import HTTPTypes
internal import Hummingbird

/// The cookie that carries a session's id. There is no way to write one that browsers refuse.
///
/// The default, `.host("session")`, is `__Host-session`: browsers take it from an encrypted connection only (or from
/// localhost), send it to this very host only, and let no sub-domain set it. It is always `HttpOnly`.
public struct SessionCookie: Hashable, Sendable {
  public let name: String
  public let path: String
  public let domain: String?
  public let isSecure: Bool
  public let sameSite: SameSite

  public enum SameSite: Hashable, Sendable {
    /// Sent along with links from other sites, but not with their forms and scripts.
    case lax
    /// Not sent with anything that begins at another site.
    case strict
    /// Sent from anywhere: for pages in other sites' frames. `.insecure` cookies cannot have it.
    case none
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

  /// What a request carries in the cookie's name.
  enum Presented: Equatable {
    case nothing
    case id(SessionID)
    /// Something that is no id, or more than one: a sub-domain may have put its own beside ours, and nobody can say
    /// which is whose.
    case unusable
  }

  /// Looks at every cookie of this name, in all header fields: `Request.cookies` would give the first.
  func presented(in headers: HTTPFields) -> Presented {
    var found = Presented.nothing
    for field in headers[values: .cookie] {
      for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
        let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard pair.count > name.utf8.count, pair.starts(with: name.utf8) else { continue }
        var value = pair.dropFirst(name.utf8.count)
        guard value.first == UInt8(ascii: "=") else { continue }
        value = value.dropFirst()
        guard let id = SessionID(Substring(value)) else { return .unusable }
        guard found == .nothing || found == .id(id) else { return .unusable }
        found = .id(id)
      }
    }
    return found
  }

  /// The header value that sets the cookie.
  /// - Parameter lifetime: `nil` for as long as the browser runs.
  func setting(_ id: SessionID, lifetime: Duration?) -> String {
    cookie(id.text, maxAge: lifetime.map { Int(max(0, $0.components.seconds)) })
  }

  /// The header value that has the browser forget the cookie.
  var removing: String { cookie("", maxAge: 0) }

  private func cookie(_ value: String, maxAge: Int?) -> String {
    let sameSite: Cookie.SameSite =
      switch sameSite {
      case .lax: .lax
      case .strict: .strict
      case .none: .none
      }
    return Cookie(
      name: name, value: value, maxAge: maxAge, domain: domain, path: path, secure: isSecure, httpOnly: true,
      sameSite: sameSite
    ).description
  }
}
#endif
