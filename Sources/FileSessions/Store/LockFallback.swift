extension FileSessionStore {
  /// What a store does on a file system without locks.
  public enum LockFallback: Hashable, Sendable {
    /// Fail with `unsupported`.
    case refuse
    /// Fall back to `Strategy.rename`, which is unsound: `unsoundStrategies` has to allow it too. The directory
    /// records it, and `effectiveStrategy` shows it.
    case renameOnly
  }
}
