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
  /// What sessions hold. A property that is added later has to be optional, or decoded with a default: a session that
  /// does not decode counts as none.
  associatedtype SessionValue: Codable & Sendable
  /// The request's own; make one in the context's initialiser. A child context hands its parent's on.
  var session: RequestSession<SessionValue> { get }
}
#endif
