#if Hummingbird
public import FileSessions

/// How a `SessionMiddleware` behaves.
public struct SessionMiddlewareConfiguration: Sendable {
  public var cookie = SessionCookie.host("session")
  /// How long sessions live. It reaches the store and the cookie's `Max-Age`; without either deadline the cookie lives as
  /// long as the browser runs.
  public var lifetime = SessionLifetime(idle: .seconds(7200), absolute: .seconds(604_800))
  public var refresh = SessionRefresh.onAccess
  /// What requests do that change one session at once; `ConcurrentEdits` chooses for single routes.
  public var concurrency = SessionConcurrency.optimistic
  /// How long after `rotate` requests with the old id still see what the session was.
  public var rotationGrace = Duration.seconds(10)
  /// How long an exclusive request waits for the lock; `nil` for what the store is configured with.
  public var lockTimeout: Duration?
  public var clock = SessionClock.system

  public init() {}
}
#endif
