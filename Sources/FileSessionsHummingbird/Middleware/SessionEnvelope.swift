#if Hummingbird
/// What the middleware stores: the program's value, and the messages that wait for the next page.
package struct SessionEnvelope<Value: Codable & Sendable>: Codable, Sendable {
  package var value: Value
  package var flashes: [Flash]

  package init(_ value: Value) {
    self.value = value
    flashes = []
  }

  private enum CodingKeys: String, CodingKey {
    case value, flashes
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    value = try container.decode(Value.self, forKey: .value)
    flashes = try container.decodeIfPresent([Flash].self, forKey: .flashes) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    if !flashes.isEmpty { try container.encode(flashes, forKey: .flashes) }
  }
}
#endif
