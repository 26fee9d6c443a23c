/// Something worth counting or logging. Never carries an id.
public struct StoreEvent: ~Copyable {
  /// What can happen.
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
    /// The file `store` was removed or replaced. This store goes on; the next one to be opened has to be told the
    /// strategy by the session files, or is refused. Told once.
    case recordLost
    /// A sweep ended after `duration`, with this report.
    case sweep(SweepReport)
  }

  /// What happened.
  public let kind: Kind
  /// How long it took; zero for what has no length.
  public let duration: Duration

  init(_ kind: Kind, duration: Duration = .zero) {
    self.kind = kind
    self.duration = duration
  }
}
