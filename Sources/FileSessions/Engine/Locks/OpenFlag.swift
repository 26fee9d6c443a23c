// O_EXLOCK and O_SHLOCK of open(2): flock's lock, taken in the same step that opens the file.
//
// Guarantees. What flock does, and that nothing happens to the file between its opening and its lock: with O_TRUNC the
// file is cut only once the lock is held (on Darwin `open1` takes the lock before it sets the size). It is what the
// ticket asked for.
//
// How it fails. As flock, apart from that window: the lock is on the inode, so a waiter may be granted the lock of a
// file that was deleted meanwhile.
//
// Where it lies. Only BSD and Darwin have it. Where it is missing flock stands in for it: open without O_TRUNC, flock,
// then truncate, which keeps the promise that nothing is cut before the lock is held.

extension Engine {
  /// Opens a file and takes its lock, without waiting, in one step where the plan and the system allow that.
  /// - Throws: `Stop.wait` where somebody else holds it.
  func openedLocked(
    _ name: EntryName, for flags: OpenFlags, _ plan: LockPlan, _ mode: LockMode
  ) throws(Stop) -> HeldLock<System> {
    guard plan.lock == .openFlag, rules.hasOpenLock else {
      let descriptor = try system.opened(name, in: directory, for: flags)
      return try HeldLock(locking: descriptor, plan.kind, mode, system)
    }
    var flags = flags
    flags.insert(mode == .exclusive ? .exclusiveLock : .sharedLock)
    do throws(Stop) {
      return HeldLock(locked: try system.opened(name, in: directory, for: flags), plan.kind, mode, system)
    } catch {
      throw error == .system(.open, -Errno.wouldBlock) ? .wait(.lockHeld) : error
    }
  }
}
