/// How long a session lives. The earlier deadline counts; `nil` is none.
public struct SessionLifetime: Hashable, Sendable {
  /// Since the last save, update or touch.
  public var idle: Duration?
  /// Since the session was created, or since the write that gave it this lifetime.
  public var absolute: Duration?

  public init(idle: Duration?, absolute: Duration?) {
    self.idle = idle
    self.absolute = absolute
  }

  /// - Throws: `invalidConfiguration` for a lifetime that is over when it begins.
  func check() throws(SessionError) {
    guard idle.map({ $0 > .zero }) ?? true, absolute.map({ $0 > .zero }) ?? true else {
      throw SessionError(.invalidConfiguration, "a lifetime has to be more than zero; nil is no deadline")
    }
  }
}
