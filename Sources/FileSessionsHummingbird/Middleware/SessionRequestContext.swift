#if Hummingbird
public import Hummingbird

/// A request context with a session.
///
/// ```swift
/// struct AppContext: SessionRequestContext {
///   var coreContext: CoreRequestContextStorage
///   let session = RequestSession<Visit>()
///   init(source: Source) { coreContext = .init(source: source) }
/// }
/// ```
public protocol SessionRequestContext: RequestContext {
  associatedtype SessionValue: Codable & Sendable
  /// The request's own; make one in the context's initialiser.
  var session: RequestSession<SessionValue> { get }
}
#endif
