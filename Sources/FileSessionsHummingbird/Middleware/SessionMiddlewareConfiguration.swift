public import FileSessions

/// How a `SessionMiddleware` behaves.
public struct SessionMiddlewareConfiguration: Sendable {
  /// For development without TLS: `.insecure("session")`.
  public var cookie = SessionCookie.host("session")
  /// How long sessions live that are made here; `nil` for what the store is configured with. A session keeps its
  /// lifetime, whatever is configured later. The cookie's `Max-Age` is the absolute one; with an idle one alone it is
  /// 400 days, the longest that browsers keep a cookie. Where there is no deadline at all, the cookie lives as long as
  /// the browser runs.
  public var lifetime: SessionLifetime?
  /// Whether browsers keep the cookie when they end, where no handler chooses it (`RequestSession.setLifetime`).
  public var cookiePersistence = CookiePersistence.persistent
  /// Binds sessions to users (`RequestSession.bind`); of the store that the middleware has. Without it none can be bound,
  /// and one that is counts as none.
  public var users: UserSessions?
  /// Which requests move the idle deadline on.
  public var refresh = SessionRefresh.onAccess
  /// What requests do that change one session at once; `ConcurrentEdits` chooses for single routes.
  public var concurrency = SessionConcurrency.optimistic
  /// How long after `rotate` requests with the old id still see what the session was.
  public var rotationGrace = Duration.seconds(10)
  /// How long an exclusive request, or a decision, waits for the lock; `nil` for what the store is configured with.
  public var lockTimeout: Duration?
  /// The store's: another one only in tests.
  public var clock = SessionClock.system

  /// The defaults.
  public init() {}
}

/// Whether a browser that ends, and begins anew, has the session's cookie still. When the session ends is another
/// matter: that is the store's to decide, by the lifetime.
public enum CookiePersistence: String, Codable, Hashable, Sendable {
  /// It is kept as long as the session may live at most: "stay signed in".
  case persistent
  /// It goes with the browser: for computers that others use, too. (Browsers that restore their windows restore such
  /// cookies as well.)
  case untilBrowserEnds
}

/// What happens where two requests change one session at the same time.
public enum SessionConcurrency: Hashable, Sendable {
  /// Nobody waits while the handler runs. At its end the value is saved if it is still the version that the handler
  /// saw; if not, the request's edits are made once more, on the value that is there now, under the lock. Both edits
  /// are kept.
  case optimistic
  /// The session is locked from before the handler until its edits are saved: requests of one session run one after the
  /// other. For handlers that must see what the one before did. Both edits are kept.
  ///
  /// Read the body first: a client that sends it slowly holds the lock for so long. With striped strategies that lock
  /// is other users' as well. A logout waits like any other request, and is refused with 503 if that takes too long:
  /// choose this for single routes (`ConcurrentEdits`), and not for the middleware.
  case exclusive
  /// The value is saved as this handler has it, whatever others have saved meanwhile. Their edits may be lost, but not
  /// what they have decided: then this request's edits are made on that.
  case lastWriterWins
}

/// Which requests move a session's idle deadline on.
///
/// Moves are coalesced: within a twentieth of the idle lifetime after the last one, nothing is written. None waits for a
/// lock, and none sets the cookie.
public enum SessionRefresh: Hashable, Sendable {
  /// Those that edit it.
  case onChange
  /// Those that look at it, too.
  case onAccess
  /// All that carry its cookie, whether the handler looks at it or not: each is a load. (Django calls this
  /// SESSION_SAVE_EVERY_REQUEST; there it is a save.)
  case saveEveryRequest
}
