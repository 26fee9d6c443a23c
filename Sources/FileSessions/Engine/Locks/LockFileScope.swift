// A lock file: beside each session file, or one for many sessions.
//
// Guarantees. A lock that has nothing to do with the life of the data file, so that the data file can be renamed over.
//
// - *Kept*: the lock file of a session is never removed. Nothing can go wrong with it, and a file stays for every
//   session that there ever was.
// - *Removed on delete*: a holder that finds the session gone removes the lock file before it gives the lock
//   up. There are at most as many lock files as sessions.
// - *Removed after each use*: there are only as many as operations under way.
// - *Common*: a fixed number for all sessions (striped), or one of which each session locks a byte. Never removed.
//
// How it fails, and what is done about it. Removing a lock file splits its users over two inodes:
//
//   1. A.delete holds the lock on inode 7; B.save has opened inode 7 and waits.
//   2. A unlinks the lock file and unlocks; B is granted the lock on inode 7, which has no name.
//   3. C.create makes the lock file anew, inode 8, and locks it: B and C both hold "the" lock.
//
// So, with the re-check, a granted lock counts only if its path still names the locked inode (`HeldLock.isStillNamed`),
// and the file is unlinked only by who holds it exclusively and has made that check. Without the re-check, as in the
// ticket's first fix (r8688, comments 14 and 25), B and C go on.
//
// Where it is unreliable. Where its lock kind is.

extension Engine {
  func beginWithLockFile(
    _ access: RecordAccess, _ digest: SessionDigest, _ plan: LockPlan, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System>? {
    guard let name = plan.name(of: digest) else { return nil }
    // An id that somebody made up must leave no lock file: look before one is created.
    if access != .create, try !exists(.session(digest)) { return nil }
    let lock = try openedLocked(name, for: [.read, .write, .create], plan, plan.mode(for: access))
    if plan.rechecks, try !lock.isStillNamed(name, in: directory) {
      lock.release()
      throw .wait(.changed)
    }
    let record: Record
    do throws(PhaseExit) { record = try readFile(digest, workspace) } catch {
      releaseLockFile(digest, plan, lock, isGone: nil)
      throw error
    }
    let held = LockedRecord(engine: self, digest: digest, plan, lock: lock, record: record)
    guard access == .create || record != .absent else {
      // It was deleted after the look; the lock file may be this caller's own.
      held.release()
      return nil
    }
    return held
  }

  /// Gives a lock up, and removes its file if the strategy says so.
  /// - Parameter isGone: whether the session is, where that is known.
  func releaseLockFile(
    _ digest: SessionDigest, _ plan: LockPlan, _ lock: consuming HeldLock<System>, isGone: Bool?
  ) {
    switch plan.location {
    case .ownFile(.removedOnDelete) where mayRemove(digest, plan, lock, isGone: isGone): removeLockFile(digest)
    case .ownFile(.removedAfterUse(.on)) where mayRemove(digest, plan, lock, isGone: true): removeLockFile(digest)
    case .ownFile(.removedAfterUse(.off)):
      // As the ticket had it: release, then unlink.
      lock.release()
      removeLockFile(digest)
      return
    default: break
    }
    lock.release()
  }

  /// Whether this holder may unlink the lock file. A shared holder first has to become the only one, without waiting:
  /// another reader would be left on a file without a name. The last of them succeeds.
  private func mayRemove(
    _ digest: SessionDigest, _ plan: LockPlan, _ lock: borrowing HeldLock<System>, isGone: Bool?
  ) -> Bool {
    if lock.mode == .exclusive {
      // Somebody may have removed the file by hand, and another have made it anew and locked it.
      return (isGone ?? isGoneNow(digest))
        && (!plan.rechecks || (try? lock.isStillNamed(.lock(digest), in: directory)) == true)
    }
    guard isGone != false, lock.becomeExclusive() else { return false }
    // The shared lock was dropped before the exclusive one was granted, so everything has to be looked at again.
    guard !plan.rechecks || (try? lock.isStillNamed(.lock(digest), in: directory)) == true else { return false }
    if case .ownFile(.removedAfterUse) = plan.location { return true }
    return isGoneNow(digest)
  }

  private func isGoneNow(_ digest: SessionDigest) -> Bool { (try? exists(.session(digest))) == false }

  private func removeLockFile(_ digest: SessionDigest) { _ = system.unlink(.lock(digest), in: directory) }
}
