/// Tells one saved value of a session from every other one, also across delete and create.
///
/// A touch does not change it.
public struct SessionVersion: Hashable, Sendable {
  /// Random, drawn when the session is created.
  package let incarnation: UInt64
  /// +1 per save.
  package let counter: UInt64

  package init(incarnation: UInt64, counter: UInt64) {
    self.incarnation = incarnation
    self.counter = counter
  }
}

/// A session as it was at one moment.
public struct SessionSnapshot: Sendable {
  /// The id that was asked for.
  public let id: SessionID
  public let payload: [UInt8]
  public let version: SessionVersion
  public let created: Timestamp
  /// The earlier of the idle and the absolute deadline; `nil` where there is none.
  public let expires: Timestamp?
  /// How long it lives without being used; `nil` for as long as `deadline` lets it.
  public let idle: Duration?
  /// When it ends however much it is used; `nil` for never.
  public let deadline: Timestamp?
  /// Whether the session has moved to another id, and this is what the old one still answers. It can be read, until
  /// `expires`, but not written.
  public let isRotated: Bool

  package init(id: SessionID, payload: [UInt8], _ header: RecordHeader) {
    self.id = id
    self.payload = payload
    version = header.sessionVersion
    created = header.created
    expires = header.expires == .distantFuture ? nil : header.expires
    idle = header.idleLifetime == 0 ? nil : .nanoseconds(header.idleLifetime)
    deadline = header.absoluteDeadline == .distantFuture ? nil : header.absoluteDeadline
    isRotated = header.isRotated
  }
}

/// A session as `update` hands it out: change the payload, and the lifetime if it is to change.
public struct SessionDraft: ~Copyable {
  /// The version that the draft begins from.
  public let version: SessionVersion
  public var payload: [UInt8]
  /// Set it to give the session a new lifetime, counted from now; `nil` leaves the one it has.
  public var lifetime: SessionLifetime?

  package init(version: SessionVersion, payload: [UInt8]) {
    self.version = version
    self.payload = payload
  }
}
