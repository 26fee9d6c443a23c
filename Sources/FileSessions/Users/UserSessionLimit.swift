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
