extension FileSessionStore {
  public enum MissingDirectory: Hashable, Sendable {
    /// Make it, with mode 0700; its parent has to exist.
    case create
    case refuse
  }
}
