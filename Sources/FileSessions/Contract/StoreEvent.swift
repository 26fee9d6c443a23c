/// Something worth counting or logging. Never carries an id.
public struct StoreEvent: ~Copyable {
  public enum Kind: Hashable, Sendable {
    /// A lock was held by somebody else; it was granted after `duration`.
    case lockWait
    /// A lock was not granted within `duration`.
    case lockTimeout
    /// A save met another version than it asked for.
    case conflict
    /// A damaged session file was met.
    case corruptFile
    /// The path no longer leads to the directory: it was moved, removed, replaced or mounted over. Told once, with what
    /// calls fail with from now on.
    case directoryLost(SessionError)
    /// The path leads to the directory again.
    case directoryRegained
    /// The file `store` was removed or replaced. This store goes on; the next one to be opened has to be told the strategy
    /// by the session files, or is refused. Told once.
    case recordLost
    /// A sweep ended after `duration`, with this report.
    case sweep(SweepReport)
  }

  public let kind: Kind
  /// How long it took; zero for what has no length.
  public let duration: Duration

  init(_ kind: Kind, duration: Duration = .zero) {
    self.kind = kind
    self.duration = duration
  }
}

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
