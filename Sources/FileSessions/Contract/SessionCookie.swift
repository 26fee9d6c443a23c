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
  /// Whether a browser keeps one for each site in whose pages this one is a frame, and sends each to its own alone
  /// (CHIPS, `Partitioned`). Browsers that block the cookies of other sites' frames let these pass.
  /// Only with `SameSite.none`: another one is never sent from a frame.
  public let isPartitioned: Bool

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
  public static func host(_ name: String, sameSite: SameSite = .lax, isPartitioned: Bool = false) -> SessionCookie {
    SessionCookie(
      name: "__Host-" + name, path: "/", domain: nil, isSecure: true, sameSite: sameSite, isPartitioned: isPartitioned)
  }

  /// `__Secure-` before the name: `Secure`, for a part of a host, or for a domain with all that is below it.
  public static func secure(
    _ name: String, path: String = "/", domain: String? = nil, sameSite: SameSite = .lax, isPartitioned: Bool = false
  ) -> SessionCookie {
    SessionCookie(
      name: "__Secure-" + name, path: path, domain: domain, isSecure: true, sameSite: sameSite,
      isPartitioned: isPartitioned)
  }

  /// A name as it is given, without a prefix: `Secure`, for programs that come from elsewhere and cannot rename theirs
  /// (`.named("connect.sid")`). What another program has written into it is no id, and counts as none.
  ///
  /// - Warning: Browsers let others set a cookie of this name: every sub-domain, and, while there is none yet, anyone
  ///   who answers for this host on a connection without encryption. So somebody can plant the id of a session of theirs,
  ///   and see what a visitor does in it until the login rotates; or hide a visitor's cookie behind theirs. Take `host`
  ///   where you can.
  public static func named(
    _ name: String, path: String = "/", domain: String? = nil, sameSite: SameSite = .lax, isPartitioned: Bool = false
  ) -> SessionCookie {
    precondition(
      !["__host-", "__secure-"].contains { name.lowercased().hasPrefix($0) },
      "a prefix promises more than a name: take SessionCookie.host or .secure, and leave it out of the name")
    return SessionCookie(
      name: name, path: path, domain: domain, isSecure: true, sameSite: sameSite, isPartitioned: isPartitioned)
  }

  /// For development without TLS. Anybody on the way can read it.
  public static func insecure(_ name: String, path: String = "/") -> SessionCookie {
    SessionCookie(name: name, path: path, domain: nil, isSecure: false, sameSite: .lax, isPartitioned: false)
  }

  /// Names and attributes come from the program, not from a client: a character that would end them is a mistake in it.
  private init(
    name: String, path: String, domain: String?, isSecure: Bool, sameSite: SameSite, isPartitioned: Bool
  ) {
    precondition(!name.isEmpty && name.utf8.allSatisfy(Self.isToken), "a cookie's name is a token (RFC 9110, 5.6.2)")
    let isPrefixed = ["__host-", "__secure-", "__http-"].contains { name.lowercased().hasPrefix($0) }
    precondition(isSecure || !isPrefixed, "browsers take a cookie of this name only from an encrypted connection")
    precondition(path.hasPrefix("/"), "a cookie's path begins with a slash")
    precondition((path + (domain ?? "")).utf8.allSatisfy(Self.isAttribute), "a path or domain has no semicolon")
    precondition(!isPartitioned || sameSite == .none, "a partitioned cookie is for frames: it needs SameSite=None")
    self.name = name
    self.path = path
    self.domain = domain
    self.isSecure = isSecure
    self.sameSite = sameSite
    self.isPartitioned = isPartitioned
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

  /// Looks at every cookie of this name. Where a proxy has joined several with a comma, the one counts that stands
  /// first, if it is of this name; behind a comma none ever does.
  /// - Parameter fields: the values of all `Cookie` header fields.
  public func read(from fields: some Sequence<String>) -> Presented {
    var reading = Reading()
    for field in fields {
      for pair in field.utf8.split(separator: UInt8(ascii: ";")) { read(pair, into: &reading) }
    }
    return reading.presented
  }

  /// What stands between two semicolons: a cookie; or several, where a proxy has joined the fields into which HTTP/2
  /// splits cookies as it joins others, with a comma (RFC 9113, 8.2.3, asks for a semicolon). Browsers let a cookie's
  /// value have a comma as well, and no text says which of both it is:
  ///
  /// 1. Mallory cannot set this cookie, but the value of another one: a page keeps what was searched for in `last`.
  /// 2. She has Alice search for `x, __Host-session=` and the id of a session of hers.
  /// 3. Alice, who is not logged in, sends `last=x, __Host-session=HERS`, as if a proxy had joined two cookies.
  /// 4. Read at the comma, it logs Alice in as Mallory, and what she writes there Mallory reads.
  ///
  /// So what stands behind a comma is never looked up, and is no id. What stands before the first one is: an id has no
  /// comma, and who makes a browser send `__Host-session=X, …` has set a cookie of this name, and could have set it to
  /// X alone.
  ///
  /// 5. A sub-domain plants `session=HERS` for a longer path, which browsers send first. Joined with hers, Alice's own
  ///    is behind a comma: `session=HERS, session=ALICES`. To take the first would show Alice the session of another,
  ///    where two cookies that are joined as they should be are none.
  ///
  /// So a name that stands there once more, with another value, makes both none. Of `__Host-` a browser has but one,
  /// and this host has set it: there the first counts, or step 2 would lock Alice out.
  private func read(_ pair: Substring.UTF8View, into reading: inout Reading) {
    let hidden = values(behindCommasOf: pair)
    guard let value = value(of: pair)?.prefix(while: { $0 != Self.comma }) else {
      reading.isHidden = reading.isHidden || !hidden.isEmpty
      return
    }
    reading.isAmbiguous = reading.isAmbiguous || !isOnlyOne && hidden.contains { !$0.elementsEqual(value) }
    guard let id = SessionID(Substring(value)) else {
      reading.hasOthers = true
      return
    }
    if !reading.ids.contains(id) { reading.ids.append(id) }
    // A browser sends what was set last behind what is older or of a longer path (RFC 6265, 5.4).
    if reading.ids.count > 4 { reading.ids.removeFirst() }
  }

  private struct Reading {
    var ids: [SessionID] = []
    /// Something of this name is no id.
    var hasOthers = false
    /// The name stands behind a comma in another cookie.
    var isHidden = false
    /// It stands behind a comma in one of its own, with another value.
    var isAmbiguous = false

    var presented: Presented {
      if isAmbiguous { return .unusable([]) }
      if hasOthers || ids.count > 1 { return .unusable(ids) }
      if let id = ids.first { return .id(id) }
      // No session, but the operator can see that a proxy joins cookies.
      return isHidden ? .unusable([]) : .nothing
    }
  }

  /// Whether a browser has no more than one cookie of this name.
  private var isOnlyOne: Bool { name.hasPrefix("__Host-") }

  private static let comma = UInt8(ascii: ",")

  /// The values of this name that stand behind a comma.
  private func values(behindCommasOf pair: Substring.UTF8View) -> [Substring.UTF8View] {
    guard let first = pair.firstIndex(of: Self.comma) else { return [] }
    return pair[first...].split(separator: Self.comma).compactMap(value(of:))
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
    field += "; HttpOnly; SameSite=\(sameSite.rawValue)"
    return isPartitioned ? field + "; Partitioned" : field
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
