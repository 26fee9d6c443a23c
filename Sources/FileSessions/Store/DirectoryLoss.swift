extension FileSessionStore {
  /// A store notices that its directory was moved, removed, replaced or mounted over: at each sweep, at a call that
  /// finds no session or fails, and within half a minute under load. The observer is told once.
  public enum DirectoryLoss: Hashable, Sendable {
    /// Every call fails with `noDirectory`, until the path leads to that directory again.
    case fail
    /// The call that notices fails with `noDirectory`; those that follow use what the path leads to by then, opened as
    /// at init, once there is something: a missing directory is not made anew. Sessions that are only in the directory
    /// that was lost are not found any more.
    case openAnew
  }
}
