/// What the middleware stores: the program's value, the messages that wait for the next page, and when the cookie was
/// last sent with a save. (Each save moves the store's deadline on; that the browser's stands still can be told by this
/// alone.)
package struct SessionEnvelope<Value: Codable & Sendable>: Codable, Sendable {
  package var value: Value
  package var flashes: [Flash]
  /// Seconds since 1970.
  package var cookieSent: Int64

  package init(_ value: Value) {
    self.value = value
    flashes = []
    cookieSent = 0
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: EnvelopeKey.self)
    value = try container.decode(Value.self, forKey: .value)
    flashes = try container.decodeIfPresent([Flash].self, forKey: .flashes) ?? []
    cookieSent = try container.decodeIfPresent(Int64.self, forKey: .cookieSent) ?? 0
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: EnvelopeKey.self)
    try container.encode(value, forKey: .value)
    if !flashes.isEmpty { try container.encode(flashes, forKey: .flashes) }
    try container.encode(cookieSent, forKey: .cookieSent)
  }
}

/// Outside of the generic type, so that its metadata is not looked up at every request.
private enum EnvelopeKey: String, CodingKey {
  case value, flashes, cookieSent
}

/// A message for the next page that this session is shown.
public struct Flash: Codable, Hashable, Sendable {
  /// What your pages tell apart: "info", "error".
  public var kind: String
  /// What the visitor is to read. Escape it where it goes into a page.
  public var text: String

  /// A message.
  /// - Parameters:
  ///   - text: what the visitor is to read.
  ///   - kind: what your pages tell apart.
  public init(_ text: String, kind: String = "info") {
    self.text = text
    self.kind = kind
  }
}
