/// A user has as many sessions as there may be, and another login came.
public struct UserSessionLimitReached: Error, Hashable, CustomStringConvertible {
  /// How many there may be.
  public let limit: Int

  package init(limit: Int) { self.limit = limit }

  public var description: String { "the user is logged in \(limit) times already: end one of these sessions first" }
}
