#if Hummingbird
public import Hummingbird

/// A request context with a session, for programs that need no more in theirs.
///
/// ```swift
/// let router = Router(context: BasicSessionContext<Visit>.self)
/// ```
public struct BasicSessionContext<Value: Codable & Sendable>: SessionRequestContext {
  public var coreContext: CoreRequestContextStorage
  public let session = RequestSession<Value>()

  public init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}
#endif
