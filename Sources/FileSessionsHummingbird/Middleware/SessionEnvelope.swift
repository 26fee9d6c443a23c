package import FileSessions

/// What the middleware stores: the program's value, and the messages that wait for the next page.
package struct SessionEnvelope<Value: Codable & Sendable>: Codable, Sendable {
  package var value: Value
  package var flashes: [Flash]
  /// How many changes somebody has acted on already (`RequestSession.decide`): none of them is overwritten.
  package var decisions: Int
  /// The cookie that the session belongs to: the id of another one's leads nowhere (`RequestEnvironment.decode`). `nil`
  /// in what was stored before it was noted.
  package var name: String?
  /// Which form the value has, where the program numbers them.
  package var schema: Int?
  /// `nil` in what was stored before there were handles.
  package var handle: SessionHandle?
  /// Whose session it is; `nil` where it is bound to nobody.
  package var user: String?
  /// `nil` for what is configured.
  package var cookie: CookiePersistence?

  /// A session that begins.
  /// - Throws: `inputOutput` where the system has no random bits to give.
  package init(_ value: Value, name: String) throws {
    self.value = value
    self.name = name
    flashes = []
    decisions = 0
    handle = try .random()
  }

  /// The same session with a value of another type.
  init(_ other: SessionEnvelope<some Codable & Sendable>, value: Value) {
    self.value = value
    flashes = other.flashes
    decisions = other.decisions
    name = other.name
    schema = other.schema
    handle = other.handle
    user = other.user
    cookie = other.cookie
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: EnvelopeKey.self)
    value = try container.decode(Value.self, forKey: .value)
    flashes = try container.decodeIfPresent([Flash].self, forKey: .flashes) ?? []
    decisions = try container.decodeIfPresent(Int.self, forKey: .decisions) ?? 0
    schema = try container.decodeIfPresent(Int.self, forKey: .schema)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    handle = try container.decodeIfPresent(SessionHandle.self, forKey: .handle)
    user = try container.decodeIfPresent(String.self, forKey: .user)
    cookie = try container.decodeIfPresent(CookiePersistence.self, forKey: .cookie)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: EnvelopeKey.self)
    try container.encode(value, forKey: .value)
    if !flashes.isEmpty { try container.encode(flashes, forKey: .flashes) }
    if decisions != 0 { try container.encode(decisions, forKey: .decisions) }
    try container.encodeIfPresent(schema, forKey: .schema)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(handle, forKey: .handle)
    try container.encodeIfPresent(user, forKey: .user)
    try container.encodeIfPresent(cookie, forKey: .cookie)
  }
}

/// Outside of the generic type, so that its metadata is not looked up at every request.
private enum EnvelopeKey: String, CodingKey {
  case value, flashes, decisions, schema, name, handle, user, cookie
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
