/// All sessions of a user were ended while this login was under way.
public struct LoginOvertaken: Error, Hashable, CustomStringConvertible {
  public var description: String { "all sessions of this user were ended after this login began: log in again" }
}
