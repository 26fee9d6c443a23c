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
