/// What a sweep found and did.
public struct SweepReport: Hashable, Sendable {
  /// Session files looked at.
  public var examined = 0
  /// Expired sessions removed.
  public var removed = 0
  /// Damaged session files set aside now.
  public var corrupt = 0
  /// Lock files, temporary files and unfinished sessions of killed processes removed.
  public var reclaimed = 0
  /// Sessions in use, left for the next sweep.
  public var busy = 0
  /// Entries that could not be looked at or removed.
  public var failed = 0
  /// Why the first of them could not be.
  public var firstError: SessionError?
  /// Files set aside as corrupt, all in all.
  public var setAside = 0

  /// Nothing looked at, nothing done.
  public init() {}
}
