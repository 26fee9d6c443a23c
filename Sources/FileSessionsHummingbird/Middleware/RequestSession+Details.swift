#if Hummingbird
public import FileSessions
internal import Synchronization

extension RequestSession {
  /// What is known of the session beside its value; `nil` where there is none, or it is not saved yet (`save()` does).
  /// - Throws: as `value`.
  public var details: SessionDetails? {
    get async throws {
      try await load(.accessed)
      return state.withLock { state in
        guard let base = state.base, let handle = state.envelope?.handle else { return nil }
        return SessionDetails(handle, base)
      }
    }
  }

  /// Gives the session another lifetime, counted from when it is saved: short for visitors, longer after a login with
  /// "stay signed in". It is an edit like any other, and the cookie is set anew with it.
  ///
  /// ```swift
  /// try context.session.rotate(for: .login)
  /// try await context.session.setLifetime(
  ///   SessionLifetime(idle: .seconds(20 * 86_400), absolute: .seconds(30 * 86_400)), cookie: .persistent)
  /// ```
  /// - Parameters:
  ///   - lifetime: what the store counts from then on.
  ///   - cookie: whether the browser keeps the cookie when it ends; `nil` for what is configured.
  /// - Throws: `invalidConfiguration` for a lifetime of zero or less; as `edit`.
  public func setLifetime(_ lifetime: SessionLifetime, cookie: CookiePersistence? = nil) async throws {
    try lifetime.check()
    try await edit(envelope: { $0.cookie = cookie })
    try state.withLock { state in
      try state.checkOpen()
      state.lifetime = lifetime
    }
  }
}

/// What is known of a session beside its value.
public struct SessionDetails: Sendable {
  /// Names the session to people. It stays when the session gets a new id, and is no secret.
  public let handle: SessionHandle
  /// When it was made, by the store's clock.
  public let creationTime: Timestamp
  /// When it was used last, to a twentieth of the idle lifetime; `nil` where that cannot be told: it has no idle
  /// lifetime, or ends before that would.
  public let lastUseTime: Timestamp?
  /// When it ends if it is not used before; `nil` for never.
  public let expirationTime: Timestamp?
  /// When it ends however much it is used; `nil` for never.
  public let absoluteDeadline: Timestamp?

  init(_ handle: SessionHandle, _ session: StoredSession) {
    self.handle = handle
    creationTime = session.creationTime
    lastUseTime = session.lastUseTime
    expirationTime = session.expirationTime
    absoluteDeadline = session.absoluteDeadline
  }
}
#endif
