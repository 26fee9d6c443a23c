extension FileSessionStore {
  /// Whether a store opens with a strategy that loses sessions.
  public enum UnsoundStrategies: Hashable, Sendable {
    /// Fail with `unsoundStrategy`.
    case refuse
    /// Open it all the same: for comparison.
    case allow
  }
}
