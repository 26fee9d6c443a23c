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

  func decode(_ snapshot: SessionSnapshot) throws -> SessionEnvelope<Value> {
    try coding.decode(SessionEnvelope<Value>.self, from: snapshot.payload)
  }

  var now: Timestamp { configuration.clock.now() }

  /// What is to be saved in the place of `base`; `nil` where that is what there is.
  func encode(_ envelope: SessionEnvelope<Value>?, over base: StoredSession) throws -> [UInt8]? {
    guard var envelope else { return nil }
    let payload = try coding.encode(envelope)
    guard payload != base.payload else { return nil }
    guard base.cookieIsDue(after: envelope.cookieSent, at: now) else { return payload }
    envelope.cookieSent = now.secondsSince1970
    return try coding.encode(envelope)
  }

  /// The cookie that goes with a save, if it is due.
  func cookie(with envelope: SessionEnvelope<Value>?, of base: StoredSession) -> CookieChange? {
    guard let envelope, base.cookieIsDue(after: envelope.cookieSent, at: now) else { return nil }
    return renewedCookie(base)
  }

  func renewedCookie(_ base: StoredSession) -> CookieChange { .set(base.id, lifetime: base.cookieLifetime(at: now)) }

  /// A session that is damaged, or of another format, counts as none: the next edit begins a new one, with an id of its
  /// own. A sweep sets a damaged file aside.
  func report(unreadable error: any Error) {
    instruments.unreadable.increment()
    logger.error("session cannot be read, and counts as none", metadata: ["reason": "\(error)"])
  }
}
#endif
