// flock(2): a lock on a whole file that belongs to the open file description.
//
// Guarantees. One exclusive holder, or any number of shared ones, among all open file descriptions of an inode,
// in any process. The kernel gives it up when the last descriptor of the description is closed, so a holder that
// dies never blocks anybody.
//
// How it fails.
// - It is on the inode, not on the name. A lock on a file that was unlinked or renamed over excludes nobody who
//   opens the name anew; hence the re-check after every grant (`HeldLock.isStillNamed`).
// - Two threads that use one descriptor are both granted it; hence the in-process lock (LocalLockQueue).
// - A forked child shares the description: LOCK_UN in the child would unlock the parent, and the lock lives until
//   both have closed. Hence `HeldLock.release` only closes where the process is not the one that locked.
// - Turning a shared lock into an exclusive one is not atomic: the shared one is dropped first (flock(2)).
// - It is not fair: a waiter that has queued for long has no claim before one that just came.
//
// Where it is unreliable. NFS emulates it with a POSIX lock on the whole file, CIFS with a mandatory one; a FUSE file
// system may grant everything. It answers ENOLCK or EOPNOTSUPP where there is none, and the store refuses then.

extension LockTraits {
  package static var flock: LockTraits {
    LockTraits(word: "flock", call: .flock, owner: .openFileDescription, table: .flock)
  }
}
