#if Hummingbird
internal import FileSessions

extension SessionMiddlewareConfiguration {
  /// How long a session that is used now has to live: the earlier of the two deadlines.
  func cookieLifetime(of created: Timestamp) -> Duration? {
    let left = lifetime.absolute.map { absolute in
      Duration.nanoseconds(
        created.advanced(by: absolute).nanosecondsSince1970 - clock.now().nanosecondsSince1970)
    }
    guard let idle = lifetime.idle else { return left }
    return left.map { min($0, idle) } ?? idle
  }

  /// Whether the cookie that was sent with a save at this time, in seconds since 1970, is worth renewing with one now.
  func cookieIsDue(after sent: Int64) -> Bool {
    guard let idle = lifetime.idle else { return false }
    return .seconds(clock.now().secondsSince1970 - sent) >= idle / 20
  }

  /// Notes in a session that is about to be saved that the cookie goes with it, if that is due.
  func noteCookie(in envelope: inout SessionEnvelope<some Codable & Sendable>) {
    if cookieIsDue(after: envelope.cookieSent) { envelope.cookieSent = clock.now().secondsSince1970 }
  }

  /// Whether a use of the session now would move its deadline on by a twentieth of the idle lifetime or more. A store
  /// coalesces touches likewise; this saves the call, and the cookie.
  func refreshIsDue(_ base: SessionBase) -> Bool {
    guard let idle = lifetime.idle, let expires = base.expires, let left = cookieLifetime(of: base.created) else {
      return false
    }
    let gain = clock.now().advanced(by: left).nanosecondsSince1970 - expires.nanosecondsSince1970
    return gain > 0 && Duration.nanoseconds(gain) >= idle / 20
  }
}

extension Timestamp {
  var secondsSince1970: Int64 { nanosecondsSince1970 / 1_000_000_000 }
}
#endif
