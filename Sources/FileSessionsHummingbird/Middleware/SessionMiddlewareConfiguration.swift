#if Hummingbird
public import FileSessions

/// How a `SessionMiddleware` behaves.
public struct SessionMiddlewareConfiguration: Sendable {
  /// For development without TLS: `.insecure("session")`.
  public var cookie = SessionCookie.host("session")
  /// How long sessions live that are made here; `nil` for what the store is configured with. A session keeps its lifetime,
  /// whatever is configured later. The cookie's `Max-Age` follows it; where there is no deadline at all, the cookie lives as
  /// long as the browser runs.
  public var lifetime: SessionLifetime?
  /// Which requests move the idle deadline on.
  public var refresh = SessionRefresh.onAccess
  /// What requests do that change one session at once; `ConcurrentEdits` chooses for single routes.
  public var concurrency = SessionConcurrency.optimistic
  /// How long after `rotate` requests with the old id still see what the session was.
  public var rotationGrace = Duration.seconds(10)
  /// How long an exclusive request waits for the lock; `nil` for what the store is configured with.
  public var lockTimeout: Duration?
  /// The store's: another one only in tests.
  public var clock = SessionClock.system

  /// The defaults.
  public init() {}
}
#endif
