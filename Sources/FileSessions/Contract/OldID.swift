extension FileSessionStore {
  /// What becomes of the old id when a session is rotated.
  public enum OldID: Hashable, Sendable {
    /// Until the grace period ends, a load of the old id answers the payload as it was at the rotation. So rotate
    /// first, and write the login to the new id: what was written before the rotation can be read with the old id,
    /// stolen or not, until then.
    case frozen
    /// Until the grace period ends, a load of the old id answers what the new one holds. A thief of the old id
    /// sees the session of the login that followed, for that long.
    case forwarding
  }
}
