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
#endif
