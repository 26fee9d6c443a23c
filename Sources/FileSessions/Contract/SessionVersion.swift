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
