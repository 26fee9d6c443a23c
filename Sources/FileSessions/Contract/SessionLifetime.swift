/// How long a session lives. The earlier deadline counts; `nil` is none.
public struct SessionLifetime: Hashable, Sendable {
  /// Since the last save, update or touch.
  public var idle: Duration?
  /// Since the session was created, or since the write that gave it this lifetime.
  public var absolute: Duration?

  /// A lifetime. One of zero or less is refused with `invalidConfiguration` where it is used.
  /// - Parameters:
  ///   - idle: since the last save, update or touch; `nil` for no such deadline.
  ///   - absolute: since the session was created; `nil` for no such deadline.
  public init(idle: Duration?, absolute: Duration?) {
    self.idle = idle
    self.absolute = absolute
  }

  /// - Throws: `invalidConfiguration` for a lifetime that is over when it begins.
  package func check() throws(SessionError) {
    guard idle.map({ $0 > .zero }) ?? true, absolute.map({ $0 > .zero }) ?? true else {
      throw SessionError(.invalidConfiguration, "a lifetime has to be more than zero; nil is no deadline")
    }
  }
}
