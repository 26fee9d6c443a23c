/// Tells one saved value of a session from every other one, also across delete and create.
///
/// A touch does not change it.
public struct SessionVersion: Hashable, Sendable {
  /// Random, drawn when the session is created: so nothing matches after a delete and a create.
  public let incarnation: UInt64
  /// +1 per save.
  public let counter: UInt64

  /// For implementations of `SessionStore`.
  public init(incarnation: UInt64, counter: UInt64) {
    self.incarnation = incarnation
    self.counter = counter
  }
}

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

/// A session as `update` hands it out: change the payload, and the lifetime if it is to change.
public struct SessionDraft: ~Copyable {
  /// The version that the draft begins from.
  public let version: SessionVersion
  /// What is to be saved; it begins with what the session holds.
  public var payload: [UInt8]
  /// Set it to give the session a new lifetime, counted from now; `nil` leaves the one it has.
  public var lifetime: SessionLifetime?

  /// For implementations of `SessionStore`.
  public init(version: SessionVersion, payload: [UInt8]) {
    self.version = version
    self.payload = payload
  }
}
