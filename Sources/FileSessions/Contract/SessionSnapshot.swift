/// A session as it was at one moment.
public struct SessionSnapshot: Sendable {
  /// The id that was asked for.
  public let id: SessionID
  /// What was saved last, byte by byte.
  public let payload: [UInt8]
  /// To be handed back to `save(_:for:ifVersion:lifetime:)`.
  public let version: SessionVersion
  /// When the session was made, by the store's clock.
  public let creationTime: Timestamp
  /// The earlier of the idle and the absolute deadline; `nil` where there is none.
  public let expirationTime: Timestamp?
  /// How long it lives without being used; `nil` for as long as `absoluteDeadline` lets it.
  public let idleTimeout: Duration?
  /// When it ends however much it is used; `nil` for never.
  public let absoluteDeadline: Timestamp?
  /// Whether the session has moved to another id, and this is what the old one still answers. It can be read, until
  /// `expirationTime`, but not written.
  public let isRotated: Bool

  /// For implementations of `SessionStore`.
  public init(
    id: SessionID, payload: [UInt8], version: SessionVersion, creationTime: Timestamp, expirationTime: Timestamp? = nil,
    idleTimeout: Duration? = nil, absoluteDeadline: Timestamp? = nil, isRotated: Bool = false
  ) {
    self.id = id
    self.payload = payload
    self.version = version
    self.creationTime = creationTime
    self.expirationTime = expirationTime
    self.idleTimeout = idleTimeout
    self.absoluteDeadline = absoluteDeadline
    self.isRotated = isRotated
  }
}
