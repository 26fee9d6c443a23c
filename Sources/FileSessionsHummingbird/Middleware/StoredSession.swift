internal import FileSessions

/// The session as the store had it.
struct StoredSession: Sendable {
  var id: SessionID
  var version: SessionVersion
  var payload: [UInt8]
  let creationTime: Timestamp
  let expirationTime: Timestamp?
  var idleTimeout: Duration?
  var absoluteDeadline: Timestamp?
  let isRotated: Bool

  init(_ snapshot: SessionSnapshot) {
    id = snapshot.id
    version = snapshot.version
    payload = snapshot.payload
    creationTime = snapshot.creationTime
    expirationTime = snapshot.expirationTime
    idleTimeout = snapshot.idleTimeout
    absoluteDeadline = snapshot.absoluteDeadline
    isRotated = snapshot.isRotated
  }
}

extension StoredSession {
  /// When its idle deadline was moved last; `nil` where the deadline does not tell.
  var lastUseTime: Timestamp? {
    guard let idleTimeout, let expirationTime, expirationTime != absoluteDeadline else { return nil }
    return expirationTime.advanced(by: .zero - idleTimeout)
  }

  /// What is left of its lifetime.
  func lifetimeLeft(at now: Timestamp) -> SessionLifetime {
    SessionLifetime(idle: idleTimeout, absolute: absoluteDeadline.map { now.duration(to: $0) })
  }

  /// Whether a use of the session now would move its deadline by a twentieth of the idle lifetime or more. A store
  /// coalesces touches likewise; this saves the call.
  func refreshIsDue(at now: Timestamp) -> Bool {
    guard let idleTimeout, let expirationTime else { return false }
    let left = absoluteDeadline.map { min(now.duration(to: $0), idleTimeout) } ?? idleTimeout
    let gain = expirationTime.duration(to: now.advanced(by: max(.zero, left)))
    // A clock that was ahead has left a deadline that is further off than any use makes it: that is to be moved, too.
    let move = max(gain, .zero - gain)
    return move > .zero && move >= idleTimeout / 20
  }
}

extension SessionLifetime {
  /// For how long the browser is to keep the cookie: as long as the session may live at most, however its idle deadline
  /// is moved on. `nil`, as long as the browser runs, where it has no deadline at all.
  var cookieLifetime: Duration? {
    if let absolute {
      // A second that has begun counts whole, or a week would be a second less than that.
      let left = max(.zero, absolute).components
      return .seconds(left.seconds + (left.attoseconds > 0 ? 1 : 0))
    }
    // Browsers keep none for longer (RFC 6265bis, 5.5: 400 days).
    return idle == nil ? nil : .seconds(400 * 86_400)
  }
}

/// A session as it was found: decoded, and, if it is bound to a user, not ended by that one.
struct FoundSession<Value: Codable & Sendable>: Sendable {
  let stored: StoredSession
  let envelope: SessionEnvelope<Value>
  /// `nil` where it is bound to nobody.
  let use: UserSessionUse?
}

/// What the response says about the cookie.
enum CookieChange: Equatable, Sendable {
  case none
  case set(SessionID, lifetime: Duration?)
  case remove
}

extension SessionCookie.Presented {
  /// What may be a session's: the first few.
  var ids: [SessionID] {
    switch self {
    case .nothing: []
    case .id(let id): [id]
    case .unusable(let ids): ids
    }
  }
}
