/// What a lock is taken for.
package enum Purpose: Hashable, Sendable {
  /// To look at a session: the lock of the strategy's readers, shared where they take none.
  case examine
  /// To change a session that has to exist: an exclusive lock.
  case change
  /// To make a session or change the one there is: an exclusive lock.
  case establish
}

extension Engine {
  /// Takes the session's lock and reads its record.
  /// - Throws: `Stop.wait` where the lock is held or the file was replaced meanwhile.
  /// - Returns: for `examine` and `change` of a session that is not there, `nil`, with nothing held or left behind.
  package func begin(
    _ purpose: Purpose, _ digest: SessionDigest, _ turn: borrowing Turn, _ workspace: Workspace
  ) throws(Stop) -> Held<System>? {
    let plan = LockPlan(rules.strategy, digest)
    switch plan.place {
    case .none: return Held(engine: self, digest: digest, plan, lock: nil, record: try readFile(digest, workspace))
    case .dataFile where rules.writes == .truncateOnOpen && plan.lock != .openFlag:
      return try beginBeforeTruncation(purpose, digest, plan, workspace)
    case .dataFile: return try beginOnDataFile(purpose, digest, plan, workspace)
    case .ownFile, .commonFile: return try beginWithLockFile(purpose, digest, plan, workspace)
    case .slots: return try beginWithSlots(purpose, digest, plan, workspace)
    }
  }
}
