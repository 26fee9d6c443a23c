#if Hummingbird
/// A session's store failed with an error of its own, one that is no `SessionError`: answered with 503, whatever that
/// error would have been answered with.
public struct SessionStoreFailure: Error, CustomStringConvertible {
  /// What the store threw.
  public let underlying: any Error

  init(_ underlying: any Error) { self.underlying = underlying }

  /// The type and the words of the store's error.
  public var description: String { "\(type(of: underlying)): \(underlying)" }
}
#endif
