#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import HTTPTypes
internal import Logging

/// What a request's session comes from and goes to.
struct RequestEnvironment<Value: Codable & Sendable>: Sendable {
  let store: any SessionStore
  let coding: JSONCoding
  var configuration: SessionMiddlewareConfiguration
  let initialValue: @Sendable () -> Value
  let schema: SessionSchema<Value>
  let presented: SessionCookie.Presented
  let method: HTTPRequest.Method
  /// When the request came; `nil` where no session is bound to a user.
  let beginTime: Timestamp?
  let logger: Logger
  let instruments: SessionInstruments
  let pendingDeletes: PendingDeletes

  /// 1. A site has two sessions in one store: the shop's, and its administration's, with a cookie each. 2. A customer
  ///    logs in to the shop as "alice". 3. That id comes back as the administration's cookie: it is refused, although
  ///    the value may well decode.
  /// - Throws: `SessionFormatError`; `OtherCookie`; `incompatibleStore` for a newer schema.
  func decode(_ payload: [UInt8]) throws -> SessionEnvelope<Value> {
    var envelope = try schema.decode(payload, coding)
    guard envelope.name == nil || envelope.name == configuration.cookie.name else { throw OtherCookie() }
    // What was stored before these were noted has them from its next save on.
    envelope.name = configuration.cookie.name
    envelope.handle = try envelope.handle ?? .random()
    return envelope
  }

  /// Whether the request is one that a session may begin with: what only looks (HEAD, OPTIONS, TRACE) leaves nothing.
  var mayBegin: Bool { ![.head, .options, .trace].contains(method) }

  /// A session begins.
  func begin() throws -> SessionEnvelope<Value> {
    var envelope = try SessionEnvelope(initialValue(), name: configuration.cookie.name)
    envelope.schema = schema.number == 0 ? nil : schema.number
    return envelope
  }

  /// - Parameter old: what it is to replace; what this version of the program does not know in it is kept.
  func encode(_ envelope: SessionEnvelope<Value>, over old: [UInt8] = []) throws -> [UInt8] {
    // What is left of another form, or of what another user was given, is nothing to keep.
    try coding.encode(envelope, over: old) { $0.schema == envelope.schema && $0.user == envelope.user }
  }

  /// The session belongs to a cookie of another name.
  struct OtherCookie: Error {}

  var now: Timestamp { configuration.clock.now() }

  /// A session that is damaged, or of another format, counts as none: the next edit begins a new one, with an id of its
  /// own. A sweep sets a damaged file aside.
  func report(unreadable error: any Error) {
    instruments.unreadable.increment()
    logger.error("session cannot be read, and counts as none", metadata: ["reason": "\(error)"])
  }
}
#endif
