// The per-session lock file, removed on delete while it is locked.
//
// Guarantees. A lock that has nothing to do with the life of the data file, so that the data file can be renamed
// over. The number of lock files is bounded by the number of sessions: whoever finds, under the lock, that the
// session is gone removes the lock file before giving it up.
//
// How it fails, and what is done about it. Removing a lock file splits its users over two inodes:
//
//   1. A.delete holds the lock on inode 7; B.save has opened inode 7 and waits.
//   2. A unlinks the lock file and unlocks; B is granted the lock on inode 7, which has no name.
//   3. C.create makes the lock file anew, inode 8, and locks it: B and C both hold "the" lock.
//
// So a granted lock counts only if its path still names the locked inode (HeldLock.isStillNamed), and the file is
// unlinked only by who holds it exclusively and has made that check.
//
// Where it lies. Where flock does; see Flock.swift.

extension Engine {
  func beginWithLockFile(
    _ purpose: Purpose, _ digest: SessionDigest, _ workspace: Workspace
  ) throws(Stop) -> Held<System>? {
    // An id that somebody made up must leave no lock file: look before one is created.
    if purpose != .establish, try !exists(.session(digest)) { return nil }
    let descriptor = try system.opened(.lock(digest), in: directory, for: [.read, .write, .create])
    let lock = try HeldLock(locking: descriptor, .flock, purpose.mode, system)
    guard try lock.isStillNamed(.lock(digest), in: directory) else { throw .wait(.changed) }
    let record: Record
    do throws(Stop) { record = try readFile(digest, workspace) } catch {
      removeOrphanedLockFile(digest, lock)
      lock.release()
      throw error
    }
    let held = Held(engine: self, digest: digest, lock: lock, record: record)
    guard purpose == .establish || record != .absent else {
      // It was deleted after the look; the lock file may be this caller's own.
      held.release()
      return nil
    }
    return held
  }

  /// Removes the lock file if the session is gone, under a lock that is held and not yet given up. A shared holder first
  /// has to become the only one, without waiting: another reader would be left on a file without a name, and whoever
  /// is the last of them succeeds.
  func removeOrphanedLockFile(_ digest: SessionDigest, _ lock: borrowing HeldLock<System>) {
    if lock.mode == .shared {
      // The shared lock is dropped before the exclusive one is granted, so everything has to be looked at again.
      guard lock.becomeExclusive(), (try? lock.isStillNamed(.lock(digest), in: directory)) == true else { return }
    }
    guard (try? exists(.session(digest))) == false else { return }
    removeLockFile(digest)
  }

  /// Removes the lock file of a session that is gone. Only for the exclusive holder of the lock; it was checked
  /// when the lock was granted that the path names the locked inode, and nobody else may unlink it.
  func removeLockFile(_ digest: SessionDigest) { _ = system.unlink(.lock(digest), in: directory) }
}
