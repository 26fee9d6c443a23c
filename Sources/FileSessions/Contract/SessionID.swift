/// What names a session: 256 random bits that travel in a cookie, or any key that the program chooses.
///
/// A random id is a secret; it prints as `SessionID(…)` and its file is named after its SHA-256. An id made from
/// a key lives in a domain of its own: a client cannot reach it by sending a cookie, whatever it sends.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
  /// The name on disk.
  package let digest: SessionDigest
  /// The bits of a random id; of a keyed one, the digest again, which opens nothing.
  private let bits: SessionDigest
  package let isKeyed: Bool

  private init(bits: SessionDigest) {
    self.bits = bits
    isKeyed = false
    let bytes = bits.bytes
    digest = SessionDigest(domain: "FileSessions random id", bytes.span)
  }

  /// 256 bits from the system's generator (`getrandom(2)`).
  /// - Throws: `inputOutput` where the system has no random bits to give.
  public static func random() throws(SessionError) -> SessionID {
    SessionID(bits: try SessionDigest.random())
  }

  /// The id in a cookie: 43 characters of base64url, as `text` gives them. Anything else is `nil`, without I/O;
  /// so are the spellings whose last character carries bits that no id has.
  public init?(_ cookieValue: some StringProtocol) {
    guard let bits = Base64URL.decode(cookieValue.utf8) else { return nil }
    self.init(bits: bits)
  }

  /// The id of what is kept of a user, in a domain that neither cookies nor keys reach.
  package init(user: String) {
    var user = user
    digest = user.withUTF8 {
      unsafe SessionDigest(domain: "FileSessions user", Span(_unsafeElements: $0))
    }
    bits = digest
    isKeyed = true
  }

  /// The id of a key: any bytes of any length. Keys that differ in one byte are two sessions; there is no
  /// normalisation, so `é` composed and decomposed are two as well.
  public init(key: Span<UInt8>) {
    digest = SessionDigest(domain: "FileSessions key", key)
    bits = digest
    isKeyed = true
  }

  /// The id of a key, by its UTF-8 bytes.
  public init(key: String) {
    var key = key
    self = key.withUTF8 { unsafe SessionID(key: Span(_unsafeElements: $0)) }
  }

  /// Of a random id the cookie's value: 43 characters of base64url. Of a keyed one `key:` and its digest, which
  /// `init(_:)` refuses.
  public var text: String { (isKeyed ? "key:" : "") + Base64URL.encode(bits) }

  /// Never the id itself, so that a log line gives no session away.
  public var description: String { "SessionID(…)" }

  /// What only the session's browser and this process know; `nil` for the id of a key, which others may know as well.
  var secret: SessionDigest? { isKeyed ? nil : bits }

  public static func == (left: Self, right: Self) -> Bool { left.digest == right.digest }
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension SessionID: CustomReflectable {
  /// `dump` and string interpolation of enclosing values do not show the bits either.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
