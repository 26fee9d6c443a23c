/// Names a session to people: in a list of devices, in a log. It is no secret, since it leads nobody into the session,
/// and it stays when the session gets a new id.
public struct SessionHandle: Hashable, Sendable {
  package let words: (high: UInt64, low: UInt64)

  package init(high: UInt64, low: UInt64) { words = (high, low) }

  /// 128 random bits, from the system's generator (`getrandom(2)`).
  /// - Throws: `inputOutput` where the system has no random bits to give.
  public static func random() throws(SessionError) -> SessionHandle {
    // Of the digest of an id that nobody is given.
    let digest = try SessionID.random().digest
    return SessionHandle(high: digest.first, low: digest.second)
  }

  /// The handle of 32 hexadecimal digits in lower case, as `description` gives them; of anything else `nil`.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
    // No sign, no capitals: one handle has one spelling.
    guard description == text else { return nil }
  }

  public static func == (left: Self, right: Self) -> Bool { left.words == right.words }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.high)
    hasher.combine(words.low)
  }
}

extension SessionHandle: CustomStringConvertible {
  /// 32 hexadecimal digits.
  public var description: String { Self.digits(words.high) + Self.digits(words.low) }

  private static func digits(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension SessionHandle: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let handle = SessionHandle(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a handle has 32 hexadecimal digits")
    }
    self = handle
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
