// O_EXLOCK and O_SHLOCK of open(2): flock's lock, taken in the same step that opens the file.
//
// Guarantees. What flock does, and that nothing happens to the file between its opening and its lock: with O_TRUNC the
// file is cut only once the lock is held (on Darwin `open1` takes the lock before it sets the size). It is what the
// ticket asked for.
//
// How it fails. As flock, apart from that window: the lock is on the inode, so a waiter may be granted the lock of a
// file that was deleted meanwhile.
//
// Where it is unreliable. Only BSD and Darwin have it. Where it is missing flock stands in for it: open without
// O_TRUNC, flock, then truncate, which keeps the promise that nothing is cut before the lock is held.

extension LockTraits {
  package static var openFlag: LockTraits {
    LockTraits(word: "open-flag", call: .flock, owner: .openFileDescription, table: .flock)
  }
}
