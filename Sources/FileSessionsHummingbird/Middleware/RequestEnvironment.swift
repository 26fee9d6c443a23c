#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Logging

/// What a request's session comes from and goes to.
struct RequestEnvironment<Value: Codable & Sendable>: Sendable {
  let store: any SessionStore
  let coding: JSONCoding
  var configuration: SessionMiddlewareConfiguration
  let initialValue: @Sendable () -> Value
  let presented: SessionCookie.Presented
  /// When the request came; `nil` where no session is bound to a user.
  let beginTime: Timestamp?
  let logger: Logger
  let instruments: SessionInstruments

  /// 1. A site has two sessions in one store: the shop's, and its administration's, with a cookie each. 2. A customer
  ///    logs in to the shop as "alice". 3. He sends that id as the administration's cookie: it is refused, although the
  ///    value may well decode.
  /// - Throws: `SessionFormatError`; `OtherCookie`.
  func decode(_ payload: [UInt8]) throws -> SessionEnvelope<Value> {
    let envelope = try coding.decode(SessionEnvelope<Value>.self, from: payload)
    guard envelope.name == nil || envelope.name == configuration.cookie.name else { throw OtherCookie() }
    return envelope
  }

  /// A session begins.
  func begin() throws -> SessionEnvelope<Value> {
    try SessionEnvelope(initialValue(), name: configuration.cookie.name)
  }

  func encode(_ envelope: SessionEnvelope<Value>) throws -> [UInt8] { try coding.encode(envelope) }

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
