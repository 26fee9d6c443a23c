internal import FileSessions

/// The session as the store had it.
struct StoredSession: Sendable {
  let id: SessionID
  var version: SessionVersion
  var payload: [UInt8]
  let expirationTime: Timestamp?
  let idleTimeout: Duration?
  let absoluteDeadline: Timestamp?
  let isRotated: Bool

  init(_ snapshot: SessionSnapshot) {
    id = snapshot.id
    version = snapshot.version
    payload = snapshot.payload
    expirationTime = snapshot.expirationTime
    idleTimeout = snapshot.idleTimeout
    absoluteDeadline = snapshot.absoluteDeadline
    isRotated = snapshot.isRotated
  }
}

extension StoredSession {
  /// For how long the cookie of a session that is used now is good: to the earlier of the two deadlines.
  func cookieLifetime(at now: Timestamp) -> Duration? {
    let left = absoluteDeadline.map { max(.zero, now.duration(to: $0)) }
    guard let idleTimeout else { return left }
    return left.map { min($0, idleTimeout) } ?? idleTimeout
  }

  /// Whether the cookie that was sent with a save at this time, in seconds since 1970, is worth renewing with one now.
  func cookieIsDue(after sent: Int64, at now: Timestamp) -> Bool {
    guard let idleTimeout else { return false }
    let age = now.secondsSince1970 - sent
    // A clock that was set back makes it due, too.
    return age < 0 || .seconds(age) >= idleTimeout / 20
  }

  /// Whether a use of the session now would move its deadline by a twentieth of the idle lifetime or more. A store
  /// coalesces touches likewise; this saves the call, and the cookie.
  func refreshIsDue(at now: Timestamp) -> Bool {
    guard let idleTimeout, let expirationTime, let left = cookieLifetime(at: now) else { return false }
    let gain = expirationTime.duration(to: now.advanced(by: left))
    // A clock that was ahead has left a deadline that is further off than any use makes it: that is to be moved, too.
    let move = max(gain, .zero - gain)
    return move > .zero && move >= idleTimeout / 20
  }
}

extension Timestamp {
  var secondsSince1970: Int64 { nanosecondsSince1970 / 1_000_000_000 }

  func duration(to later: Timestamp) -> Duration { .nanoseconds(later.nanosecondsSince1970 - nanosecondsSince1970) }
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

  /// What a logout has to end.
  var ids: [SessionID] {
    switch self {
    case .nothing: []
    case .id(let id): [id]
    case .unusable(let ids): ids
    }
  }
}
