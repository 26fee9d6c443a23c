/// What a lock is taken for.
package enum Purpose: Hashable, Sendable {
  /// To look at a session: a shared lock.
  case examine
  /// To change a session that has to exist: an exclusive lock.
  case change
  /// To make a session or change the one there is: an exclusive lock.
  case establish

  var mode: LockMode { self == .examine ? .shared : .exclusive }
}

extension Engine {
  /// Takes the session's lock and reads its record.
  /// - Throws: `Stop.wait` where the lock is held or the file was replaced meanwhile.
  /// - Returns: for `examine` and `change` of a session that is not there, `nil`, with nothing held or left behind.
  package func begin(
    _ purpose: Purpose, _ digest: SessionDigest, _ turn: borrowing Turn, _ workspace: Workspace
  ) throws(Stop) -> Held<System>? {
    switch rules.strategy.shape {
    case .unlocked: return try beginUnlocked(digest, workspace)
    case .lockFile: return try beginWithLockFile(purpose, digest, workspace)
    case .slots: return try beginWithSlots(purpose, digest, workspace)
    case .dataFile, .striped, .byteRange: throw .failed(.system(.lock, error: Errno.notSupported))
    }
  }

  /// No lock: whatever happens between this and the write is lost. See `naive` and `rename`.
  private func beginUnlocked(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Held<System>? {
    Held(engine: self, digest: digest, lock: nil, record: try readFile(digest, workspace))
  }
}
