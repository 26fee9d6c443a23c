#if Hummingbird
public import FileSessions
public import Hummingbird
internal import FileSessionsJSON
internal import HTTPTypes
internal import Logging
internal import Synchronization

/// Sessions for the routes behind it: loaded when a handler looks, saved when it changed something, never lost between
/// two requests.
///
/// ```swift
/// struct Visit: Codable { var user: String?; var cart: [String] = [] }
/// let store = try FileSessionStore(directory: "/var/lib/app/sessions")
/// router.add(middleware: SessionMiddleware(store) { Visit() })
/// router.post("login") { request, context in
///   try context.session.rotate()
///   try await context.session.edit { $0.user = "alice" }
///   return Response.redirect(to: "/")
/// }
/// ```
///
/// Ids that a client made up, or whose session is over, are never taken over: the first edit makes a session with an id
/// of its own. A store that fails answers with an honest status (503, 507, 409 …), and the log says what to do. What it
/// answers has to be possible: a session that is over is none, and another one than was asked for is shown to nobody.
///
/// A request that only looks (HEAD, OPTIONS, TRACE) begins no session: what its handler edits is seen by that alone.
///
/// A response of a handler that looked has `Vary: Cookie`; one that sets the cookie has `Cache-Control: private,
/// no-cache`, unless the handler's own is private or not to be stored. It counts `sessions_started_total`,
/// `sessions_ended_total`, `sessions_rotated_total`, `sessions_edits_retried_total`, `sessions_edits_refused_total`,
/// `sessions_unreadable_total` and `sessions_unusable_cookies_total`.
public struct SessionMiddleware<Context: RequestContext, Value: Codable & Sendable>: RouterMiddleware {
  private let store: any SessionStore
  private let coding = JSONCoding()
  private let configuration: SessionMiddlewareConfiguration
  private let session: @Sendable (Context) -> RequestSession<Value>
  private let initialValue: @Sendable () -> Value
  private let schema: SessionSchema<Value>
  private let instruments = SessionInstruments()
  private let pendingDeletes = PendingDeletes()

  /// Sessions in a store, where a request has several of different names: one middleware for each.
  ///
  /// ```swift
  /// var administration = SessionMiddlewareConfiguration()
  /// administration.cookie = .host("administration")
  /// router.add(middleware: SessionMiddleware(store, configuration: administration, session: \.administration) { … })
  /// ```
  /// - Parameters:
  ///   - store: where they are kept.
  ///   - configuration: how the middleware behaves; the cookie's name is to be its own.
  ///   - schema: which form the value has, and what to make of older ones; `nil` where there was no other yet.
  ///   - session: which of the context's sessions it is.
  ///   - initialValue: what a session begins with, made at its first edit.
  public init(
    _ store: any SessionStore, configuration: SessionMiddlewareConfiguration = SessionMiddlewareConfiguration(),
    schema: SessionSchema<Value>? = nil, session: @escaping @Sendable (Context) -> RequestSession<Value>,
    initialValue: @escaping @Sendable () -> Value
  ) {
    self.store = store
    self.configuration = configuration
    self.schema = schema ?? .unnumbered
    self.session = session
    self.initialValue = initialValue
  }

  /// Runs the handler, saves what it did to the session, and sets the cookie.
  /// - Throws: what the handler throws; `SessionResponseError` where the session cannot be kept.
  @concurrent
  public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let session = session(context)
    guard session.begin(origin(of: request, context)) else { return try await next(request, context) }
    let outcome = await HandlerOutcome {
      guard configuration.concurrency == .exclusive else { return try await next(request, context) }
      return try await session.exclusively { try await next(request, context) }
    }
    var failure: (any Error)?
    do { try await session.commit(keepsEdits: outcome.keepsEdits) } catch { failure = error }
    var (fields, own) = session.conclusion(configuration.cookie)
    if failure != nil { fields.carried = outcome.cookies }
    switch (outcome.response, failure) {
    case (.success(var response), nil):
      if fields.setCookie != nil, configuration.cookie.isSet(by: response.headers[values: .setCookie]) {
        throw SessionResponseError(
          SessionCookieTaken(name: configuration.cookie.name), isOwn: false, .none, context.logger)
      }
      fields.add(to: &response.headers)
      return response
    case (.success, let error?):
      throw SessionResponseError(error, isOwn: true, fields, context.logger)
    case (.failure(let handlers), let error?):
      // A failed save or logout must not look like an answer.
      context.logger.error("request failed, and so did its session", metadata: ["reason": "\(handlers)"])
      throw SessionResponseError(error, isOwn: true, fields, context.logger)
    case (.failure(let error), nil):
      let isOwn = (error as? SessionError).map { $0 == own } ?? (error is SessionStoreFailure)
      guard isOwn || fields.setCookie != nil || (fields.varies && error is any HTTPResponseError) else { throw error }
      throw SessionResponseError(error, isOwn: isOwn, fields, context.logger)
    }
  }

  private func origin(of request: Request, _ context: Context) -> RequestEnvironment<Value> {
    let presented = configuration.cookie.read(from: request.headers[values: .cookie])
    if case .unusable = presented {
      instruments.unusable.increment()
      context.logger.debug("session cookie is no id, or not the only one")
    }
    return RequestEnvironment(
      store: store, coding: coding, configuration: configuration, initialValue: initialValue, schema: schema,
      presented: presented, method: request.method,
      beginTime: configuration.users.map { _ in configuration.clock.now() }, logger: context.logger,
      instruments: instruments, pendingDeletes: pendingDeletes)
  }
}

extension SessionMiddleware where Context: SessionRequestContext, Value == Context.SessionValue {
  /// Sessions in a store.
  /// - Parameters:
  ///   - store: where they are kept.
  ///   - configuration: how the middleware behaves.
  ///   - schema: which form the value has, and what to make of older ones; `nil` where there was no other yet.
  ///   - initialValue: what a session begins with, made at its first edit.
  public init(
    _ store: any SessionStore, configuration: SessionMiddlewareConfiguration = SessionMiddlewareConfiguration(),
    schema: SessionSchema<Value>? = nil, initialValue: @escaping @Sendable () -> Value
  ) {
    self.init(
      store, configuration: configuration, schema: schema, session: { $0.session }, initialValue: initialValue)
  }
}

extension SessionCookie {
  /// Whether a response sets a cookie of this name.
  fileprivate func isSet(by fields: [String]) -> Bool { fields.contains { $0.hasPrefix(name + "=") } }
}

/// Two middlewares of one cookie name, or a handler of its own beside one: the browser keeps one of the cookies, and the
/// other session is lost to it.
public struct SessionCookieTaken: Error, CustomStringConvertible {
  /// The cookie's name.
  public let name: String

  public var description: String {
    "the response sets the cookie '\(name)' already: give each SessionMiddleware a cookie name of its own"
  }
}

extension RequestSession {
  /// What the response says, and what of this session's own failed.
  fileprivate func conclusion(_ cookie: SessionCookie) -> (SessionFields, SessionError?) {
    state.withLock { state in
      let fields =
        switch state.cookie {
        case .none: SessionFields(setCookie: nil, varies: state.wasAccessed)
        case .remove: SessionFields(setCookie: cookie.expiredCookieHeader, varies: true)
        case .set(let id, let lifetime):
          SessionFields(setCookie: cookie.setCookieHeader(for: id, maxAge: lifetime), varies: true)
        }
      return (fields, state.failure)
    }
  }
}
#endif
