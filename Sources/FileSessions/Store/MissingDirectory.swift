extension FileSessionStore {
  /// What a store does where its directory does not exist.
  public enum MissingDirectory: Hashable, Sendable {
    /// Make it, with mode 0700; its parent has to exist.
    case create
    /// Fail with `noDirectory`.
    case refuse
  }
}
