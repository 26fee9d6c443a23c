/// What the middleware stores: the program's value, and the messages that wait for the next page.
package struct SessionEnvelope<Value: Codable & Sendable>: Codable, Sendable {
  package var value: Value
  package var flashes: [Flash]
  /// How many changes somebody has acted on already (`RequestSession.decide`): none of them is overwritten.
  package var decisions: Int

  package init(_ value: Value) {
    self.value = value
    flashes = []
    decisions = 0
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: EnvelopeKey.self)
    value = try container.decode(Value.self, forKey: .value)
    flashes = try container.decodeIfPresent([Flash].self, forKey: .flashes) ?? []
    decisions = try container.decodeIfPresent(Int.self, forKey: .decisions) ?? 0
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: EnvelopeKey.self)
    try container.encode(value, forKey: .value)
    if !flashes.isEmpty { try container.encode(flashes, forKey: .flashes) }
    if decisions != 0 { try container.encode(decisions, forKey: .decisions) }
  }
}

/// Outside of the generic type, so that its metadata is not looked up at every request.
private enum EnvelopeKey: String, CodingKey {
  case value, flashes, decisions
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
