#if Hummingbird
internal import FileSessions
internal import FileSessionsJSON
internal import Logging

/// What a request's session comes from and goes to.
struct SessionOrigin<Value: Codable & Sendable>: Sendable {
  let store: any SessionStore
  let coding: JSONCoding
  var configuration: SessionMiddlewareConfiguration
  let initialValue: @Sendable () -> Value
  let presented: SessionCookie.Presented
  let logger: Logger
  let instruments: SessionInstruments

  func decode(_ snapshot: SessionSnapshot) throws -> SessionEnvelope<Value> {
    try coding.decode(SessionEnvelope<Value>.self, from: snapshot.payload)
  }

  /// A session that is damaged, or of another format, counts as none: the next edit begins a new one, with an id of its
  /// own. A sweep sets a damaged file aside.
  func report(unreadable error: any Error) {
    instruments.unreadable.increment()
    logger.error("session cannot be read, and counts as none", metadata: ["reason": "\(error)"])
  }
}

/// The session as the store had it.
struct SessionBase: Sendable {
  let id: SessionID
  var version: SessionVersion
  var payload: [UInt8]
  let created: Timestamp
  let expires: Timestamp?
  let isRotated: Bool

  init(_ snapshot: SessionSnapshot) {
    id = snapshot.id
    version = snapshot.version
    payload = snapshot.payload
    created = snapshot.created
    expires = snapshot.expires
    isRotated = snapshot.isRotated
  }
}

/// What the response says about the cookie.
enum CookieChange: Equatable, Sendable {
  case none
  case set(SessionID, lifetime: Duration?)
  case remove
}

extension SessionCookie.Presented {
  var id: SessionID? {
    guard case .id(let id) = self else { return nil }
    return id
  }
}
#endif
