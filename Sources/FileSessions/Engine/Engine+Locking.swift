extension Engine {
  /// Takes the session's lock and reads its record.
  /// - Throws: `PhaseExit.wait` where the lock is held or the file was replaced meanwhile.
  /// - Returns: for `read` and `modify` of a session that is not there, `nil`, with nothing held or left behind.
  package func begin(
    _ access: RecordAccess, _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System>? {
    let plan = LockPlan(rules.strategy, digest)
    switch plan.location {
    case .none:
      return LockedRecord(engine: self, digest: digest, plan, lock: nil, record: try readFile(digest, workspace))
    case .dataFile where rules.writes == .truncateOnOpen && plan.lock != .openFlag:
      return try beginBeforeTruncation(access, digest, plan, workspace)
    case .dataFile: return try beginOnDataFile(access, digest, plan, workspace)
    case .ownFile, .commonFile: return try beginWithLockFile(access, digest, plan, workspace)
    case .slots: return try beginWithSlots(access, digest, plan, workspace)
    }
  }
}

extension Engine {
  /// Opens a file and takes its lock, without waiting, in one step where the plan and the system allow that.
  /// - Throws: `PhaseExit.wait` where somebody else holds it.
  func openedLocked(
    _ name: EntryName, for flags: OpenFlags, _ plan: LockPlan, _ mode: LockMode
  ) throws(PhaseExit) -> HeldLock<System> {
    guard plan.lock == .openFlag, rules.hasOpenLock else {
      let descriptor = try openedToLock(name, for: flags, mode)
      return try HeldLock(locking: descriptor, plan.kind, mode, system)
    }
    var flags = flags
    flags.insert(mode == .exclusive ? .exclusiveLock : .sharedLock)
    do throws(PhaseExit) {
      return HeldLock(locked: try openedToLock(name, for: flags, mode), plan.kind, mode, system)
    } catch {
      throw error == .system(.open, -Errno.wouldBlock) ? .wait(.lockHeld) : error
    }
  }

  /// A file system that has become read-only, after an error on its disk, opens no file for writing any more. What is
  /// there can be read, and a shared lock needs no more than that, if its file is there.
  private func openedToLock(
    _ name: EntryName, for flags: OpenFlags, _ mode: LockMode
  ) throws(PhaseExit) -> OwnedDescriptor<System> {
    do throws(PhaseExit) { return try system.opened(name, in: directory, for: flags) } catch {
      guard mode == .shared, error == .system(.open, -Errno.readOnly) else { throw error }
      return try system.opened(name, in: directory, for: flags.subtracting(.write))
    }
  }
}
