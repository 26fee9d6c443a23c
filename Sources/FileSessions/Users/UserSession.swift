/// One of a user's sessions, for a page that lists devices. There is no id in it, and nobody gets in by it.
public struct UserSession: Hashable, Sendable {
  /// Names it, to end it.
  public let handle: SessionHandle
  /// When it was bound to the user: the login.
  public let loginTime: Timestamp
  /// When it was used last, to a twentieth of its idle lifetime.
  public let lastUseTime: Timestamp
  /// What the program knows of the device, as it was given at the login.
  public let device: String
  /// Where the login came from, as it was given then.
  public let address: String
}
