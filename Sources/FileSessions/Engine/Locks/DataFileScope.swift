// The lock on the session file itself.
//
// Guarantees. No second file. With the re-check: one holder at a time, since a lock on a file that was deleted or
// renamed over is given up and the name opened anew.
//
// How it fails, and what is done about it.
// - A lock is on the inode. A value that is renamed over the session file brings a new inode, which nobody has locked:
//
//     1. A holds the lock on inode 7, writes inode 8 and renames it over.
//     2. B opens the name, inode 8, and is granted its lock at once: A and B both hold "the" lock.
//
//   So, with the re-check, the temporary file is locked before it gets the name (`LockedRecord.renameOnDataFile`).
//   Without it, as in every implementation that puts flock and rename together, a second save under the same hold is
//   unprotected.
// - A waiter is granted the lock of a file that was deleted meanwhile, reads the logged-out session and saves into a
//   file without a name (PHP's files handler does). The re-check sends it back.
// - Truncating at open comes before any lock (lock after truncate, the ticket's comments 3 and 6): the lock protects
//   nothing then.
// - A creator that is killed leaves an empty file, which is as good as none.
//
// Where it is unreliable. Where its lock kind is.

extension Engine {
  func beginOnDataFile(
    _ access: RecordAccess, _ digest: SessionDigest, _ plan: LockPlan, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System>? {
    let flags: OpenFlags = access == .create ? [.read, .write, .create] : [.read, .write]
    let lock: HeldLock<System>
    do throws(PhaseExit) {
      lock = try openedLocked(.session(digest), for: flags, plan, plan.mode(for: access))
    } catch {
      guard error == .system(.open, -Errno.noEntry) else { throw error }
      return nil
    }
    if plan.rechecks, try !lock.isStillNamed(.session(digest), in: directory) {
      lock.release()
      throw .wait(.changed)
    }
    let record = try readRecord(lock.raw, digest, workspace)
    let held = LockedRecord(engine: self, digest: digest, plan, lock: lock, record: record)
    guard access == .create || record != .absent else {
      held.release()
      return nil
    }
    return held
  }

  /// The look that comes before a truncating open: under a lock of its own, which ends with it.
  func beginBeforeTruncation(
    _ access: RecordAccess, _ digest: SessionDigest, _ plan: LockPlan, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System>? {
    // Cut already by this operation, which then had to wait for the lock: what was read before still counts.
    if let record = workspace.recordBeforeTruncation(of: digest) {
      return LockedRecord(engine: self, digest: digest, plan, lock: nil, record: record)
    }
    guard let descriptor = try openedSession(digest, for: [.read, .write]) else {
      return access == .create ? LockedRecord(engine: self, digest: digest, plan, lock: nil, record: .absent) : nil
    }
    guard let mode = plan.readerMode else {
      let record = try readRecord(descriptor.raw, digest, workspace)
      descriptor.close()
      return LockedRecord(engine: self, digest: digest, plan, lock: nil, record: record)
    }
    let lock = try HeldLock(locking: descriptor, plan.kind, mode, system)
    let record = try readRecord(lock.raw, digest, workspace)
    lock.release()
    return LockedRecord(engine: self, digest: digest, plan, lock: nil, record: record)
  }
}
