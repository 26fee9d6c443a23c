#if Hummingbird
public import Hummingbird
internal import Synchronization

/// Chooses for the routes behind it what requests do that change one session at once. (Where the middleware itself is
/// exclusive, the lock is held already, and no route gives it up.)
///
/// ```swift
/// router.group("checkout").add(middleware: ConcurrentEdits(.exclusive)).post { … }
/// ```
public struct ConcurrentEdits<Context: RequestContext, Value: Codable & Sendable>: RouterMiddleware {
  private let concurrency: SessionConcurrency
  private let session: @Sendable (Context) -> RequestSession<Value>

  /// For one of several sessions of a request. It has to stand behind that one's `SessionMiddleware`; without it its
  /// routes fail with `SessionMiddlewareMissing`.
  public init(_ concurrency: SessionConcurrency, session: @escaping @Sendable (Context) -> RequestSession<Value>) {
    self.concurrency = concurrency
    self.session = session
  }

  /// Runs the routes behind it as it was chosen.
  /// - Throws: what they throw; `SessionMiddlewareMissing`; where it is exclusive, `timedOut` and the like of the lock.
  @concurrent
  public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let session = session(context)
    try session.choose(concurrency)
    guard concurrency == .exclusive else { return try await next(request, context) }
    return try await session.exclusively { try await next(request, context) }
  }
}

extension ConcurrentEdits where Context: SessionRequestContext, Value == Context.SessionValue {
  /// It has to stand behind a `SessionMiddleware`; without one its routes fail with `SessionMiddlewareMissing`.
  public init(_ concurrency: SessionConcurrency) { self.init(concurrency) { $0.session } }
}

extension RequestSession {
  fileprivate func choose(_ concurrency: SessionConcurrency) throws {
    try state.withLock { state in
      guard state.origin != nil else { throw SessionMiddlewareMissing() }
      state.origin?.configuration.concurrency = concurrency
    }
  }
}
#endif
