#if Hummingbird
internal import FileSessions
internal import Hummingbird
internal import Logging
internal import Synchronization

extension RequestSession {
  /// A token for a form of this page, which `FormTokenCheck` or `checkFormToken` accepts from the same session: see
  /// `SessionID.formToken`. It is another one each time, and nothing is stored.
  ///
  /// `nil` where there is no session yet, and where this request has asked for a new id, which is made when the handler
  /// has returned: answer a login with a redirect.
  /// - Throws: as `value`; `inputOutput` where the system has no random bits to give.
  public var formToken: String? {
    get async throws {
      try await load(.accessed)
      guard let id = state.withLock({ $0.rotates ? nil : $0.base?.id }) else { return nil }
      do { return try id.formToken() } catch { throw noted(error) }
    }
  }

  /// Refuses a form that has no token of this session. Call it before the session is changed: an earlier id's token is
  /// refused, and what was edited before stays.
  /// - Parameter token: what was sent; `nil` for nothing.
  /// - Throws: `HTTPError` with 403 where it is another one, or there is no session; as `value`.
  public func checkFormToken(_ token: String?) async throws {
    try await load(.accessed)
    let (id, origin) = state.withLock { ($0.base?.id, $0.origin) }
    if let id, let token, id.accepts(formToken: token) { return }
    let reason =
      switch (token, id) {
      case (nil, _): "there is none: put RequestSession.formToken into the form, or into X-CSRF-Token"
      case (_, nil): "there is no session: CrossOriginProtection protects what begins one"
      default: "it is none of this session's: made up, or of a page from before a login"
      }
    origin?.logger.info("form without a valid token refused", metadata: ["reason": "\(reason)"])
    throw HTTPError(.forbidden, message: "The page has become too old: load it again, and send the form once more.")
  }
}
#endif
