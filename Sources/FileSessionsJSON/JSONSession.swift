public import FileSessions

/// A session as it was at one moment, its payload decoded.
public struct JSONSession<Value: Codable & Sendable>: Sendable {
  /// The id that was asked for.
  public let id: SessionID
  /// The payload, decoded.
  public var value: Value
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
  /// Whether the session has moved to another id, and this is what the old one still answers.
  public let isRotated: Bool

  package init(_ snapshot: SessionSnapshot, value: Value) {
    id = snapshot.id
    self.value = value
    version = snapshot.version
    creationTime = snapshot.creationTime
    expirationTime = snapshot.expirationTime
    idleTimeout = snapshot.idleTimeout
    absoluteDeadline = snapshot.absoluteDeadline
    isRotated = snapshot.isRotated
  }
}
