/// Which system call takes a lock, and so to whom it belongs.
package enum LockKind: Hashable, Sendable {
  /// `flock(2)`: belongs to the open file description.
  case flock
  /// `fcntl(2)` with `F_OFD_SETLK`: belongs to the open file description.
  case ofd(LockRange)
  /// `fcntl(2)` with `F_SETLK`: belongs to the process. See `PosixLocks.swift`.
  case posix(LockRange)
}
