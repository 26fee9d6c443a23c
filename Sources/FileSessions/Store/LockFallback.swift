extension FileSessionStore {
  public enum LockFallback: Hashable, Sendable {
    /// Fail with `unsupported`.
    case refuse
    /// Fall back to `Strategy.rename`, which is unsound: `unsoundStrategies` has to allow it too. The directory
    /// records it, and `effectiveStrategy` shows it.
    case renameOnly
  }
}
