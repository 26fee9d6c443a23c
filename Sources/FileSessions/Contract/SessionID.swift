internal import CFileSessions

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
    var words = InlineArray<4, UInt64>(repeating: 0)
    var span = words.mutableSpan
    let result = unsafe span.withUnsafeMutableBytes { unsafe file_sessions_random($0.baseAddress, $0.count) }
    guard result == 0 else {
      throw SessionError(
        .inputOutput, "the system has no random bits to give", systemCall: "getrandom", errno: -result)
    }
    return SessionID(bits: SessionDigest(words[0], words[1], words[2], words[3]))
  }

  /// The id in a cookie: 43 characters of base64url, as `text` gives them. Anything else is `nil`, without I/O;
  /// so are the spellings whose last character carries bits that no id has.
  public init?(_ cookieValue: some StringProtocol) {
    guard let bits = Base64URL.decode(cookieValue.utf8) else { return nil }
    self.init(bits: bits)
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

  public static func == (left: Self, right: Self) -> Bool { left.digest == right.digest }
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension SessionID: CustomReflectable {
  /// `dump` and string interpolation of enclosing values do not show the bits either.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension SessionDigest {
  /// The 32 bytes, leading byte first.
  var bytes: InlineArray<32, UInt8> {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    for index in 0..<8 {
      let shift = UInt64(56 - 8 * index)
      bytes[index] = UInt8(truncatingIfNeeded: first >> shift)
      bytes[8 + index] = UInt8(truncatingIfNeeded: second >> shift)
      bytes[16 + index] = UInt8(truncatingIfNeeded: third >> shift)
      bytes[24 + index] = UInt8(truncatingIfNeeded: fourth >> shift)
    }
    return bytes
  }
}

/// Base64url without padding (RFC 4648, section 5) of exactly 256 bits.
private enum Base64URL {
  static let length = 43

  static func encode(_ bits: SessionDigest) -> String {
    let bytes = bits.bytes
    return unsafe String(unsafeUninitializedCapacity: length) { output in
      for index in 0..<length {
        let offset = index * 6
        let high = UInt16(bytes[offset / 8]) << 8
        let pair = high | (offset / 8 + 1 < 32 ? UInt16(bytes[offset / 8 + 1]) : 0)
        unsafe output[index] = letter(UInt8(truncatingIfNeeded: pair >> UInt16(10 - offset % 8)) & 63)
      }
      return length
    }
  }

  static func decode(_ text: some Collection<UInt8>) -> SessionDigest? {
    var words = InlineArray<4, UInt64>(repeating: 0)
    var index = 0
    for character in text {
      guard index < length, let value = value(of: character) else { return nil }
      let (word, start) = (index * 6 / 64, index * 6 % 64)
      if start <= 58 {
        words[word] |= UInt64(value) << UInt64(58 - start)
      } else {
        words[word] |= UInt64(value) >> UInt64(start - 58)
        // The last character carries four bits of the id and two that have to be zero.
        if word == 3 {
          guard value & 3 == 0 else { return nil }
        } else {
          words[word + 1] |= UInt64(value) << UInt64(122 - start)
        }
      }
      index += 1
    }
    return index == length ? SessionDigest(words[0], words[1], words[2], words[3]) : nil
  }

  private static func letter(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "-")
    default: UInt8(ascii: "_")
    }
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
