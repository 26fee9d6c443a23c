extension FileSessionStore {
  /// What an acknowledged write survives. With a strategy that is `killSafe` a process crash loses nothing at any
  /// level.
  public enum Durability: UInt8, Hashable, Sendable, CaseIterable {
    /// After a power cut sessions may be old, empty or back.
    case none = 0
    /// After a power cut every value is whole. In `slots` it is the acknowledged one; in strategies that rename it
    /// may be the one before. (`fdatasync(2)` before a value becomes visible or is acknowledged.)
    case data = 1
    /// Acknowledged means survives, deletes included. (Also `fsync(2)` of the directory.)
    case full = 2
  }
}
