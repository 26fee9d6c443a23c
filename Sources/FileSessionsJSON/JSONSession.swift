public import FileSessions

/// A session as it was at one moment, its payload decoded.
public struct JSONSession<Value: Codable & Sendable>: Sendable {
  /// The id that was asked for.
  public let id: SessionID
  public var value: Value
  public let version: SessionVersion
  public let created: Timestamp
  /// The earlier of the idle and the absolute deadline; `nil` where there is none.
  public let expires: Timestamp?
  /// How long it lives without being used; `nil` for as long as `deadline` lets it.
  public let idle: Duration?
  /// When it ends however much it is used; `nil` for never.
  public let deadline: Timestamp?
  /// Whether the session has moved to another id, and this is what the old one still answers.
  public let isRotated: Bool

  package init(_ snapshot: SessionSnapshot, value: Value) {
    id = snapshot.id
    self.value = value
    version = snapshot.version
    created = snapshot.created
    expires = snapshot.expires
    idle = snapshot.idle
    deadline = snapshot.deadline
    isRotated = snapshot.isRotated
  }
}
