extension FileSessionStore {
  /// Who may write to a store's directory.
  public enum DirectoryAccess: Hashable, Sendable {
    /// Refuse a directory that a group or everybody may write to.
    case ownerOnly
    /// Accept one that its group may write to: that group can read, forge and remove every session. Kubernetes makes
    /// volumes so for a pod with `fsGroup`.
    case ownerAndGroup
  }
}
