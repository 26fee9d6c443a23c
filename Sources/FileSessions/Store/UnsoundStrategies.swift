extension FileSessionStore {
  public enum UnsoundStrategies: Hashable, Sendable { case refuse, allow }
}
