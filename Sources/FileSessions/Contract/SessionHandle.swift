/// Names a session to people: in a list of devices, in a log. It is no secret, since it leads nobody into the session,
/// and it stays when the session gets a new id.
public struct SessionHandle: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 128 random bits, from the system's generator (`getrandom(2)`).
  /// - Throws: `inputOutput` where the system has no random bits to give.
  public static func random() throws(SessionError) -> SessionHandle {
    let bits = try SessionDigest.random()
    return SessionHandle(high: bits.first, low: bits.second)
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
}

extension SessionHandle: CustomStringConvertible {
  /// 32 hexadecimal digits.
  public var description: String { Self.digits(high) + Self.digits(low) }

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
