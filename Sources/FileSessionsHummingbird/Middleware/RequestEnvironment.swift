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
  let logger: Logger
  let instruments: SessionInstruments

  func decode(_ payload: [UInt8]) throws -> SessionEnvelope<Value> {
    try coding.decode(SessionEnvelope<Value>.self, from: payload)
  }

  func encode(_ envelope: SessionEnvelope<Value>) throws -> [UInt8] { try coding.encode(envelope) }

  var now: Timestamp { configuration.clock.now() }

  /// A session that is damaged, or of another format, counts as none: the next edit begins a new one, with an id of its
  /// own. A sweep sets a damaged file aside.
  func report(unreadable error: any Error) {
    instruments.unreadable.increment()
    logger.error("session cannot be read, and counts as none", metadata: ["reason": "\(error)"])
  }
}
#endif
