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

/// How many sessions a user may have at once.
public enum UserSessionLimit: Hashable, Sendable {
  /// The one that was used least recently ends.
  case oldestGivesWay(Int)
  /// The login is refused with `UserSessionLimitReached`.
  case newestIsRefused(Int)

  var count: Int {
    switch self {
    case .oldestGivesWay(let count), .newestIsRefused(let count): count
    }
  }
}

/// A user has as many sessions as there may be, and another login came.
public struct UserSessionLimitReached: Error, Hashable, CustomStringConvertible {
  /// How many there may be.
  public let limit: Int

  package init(limit: Int) { self.limit = limit }

  public var description: String { "the user is logged in \(limit) times already: end one of these sessions first" }
}

/// All sessions of a user were ended while this login was under way.
public struct LoginOvertaken: Error, Hashable, CustomStringConvertible {
  public var description: String { "all sessions of this user were ended after this login began: log in again" }
}
