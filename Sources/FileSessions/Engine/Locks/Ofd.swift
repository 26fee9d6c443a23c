// F_OFD_SETLK of fcntl(2): a lock on bytes of a file that belongs to the open file description.
//
// Guarantees. What flock does, by byte range: threads with descriptions of their own exclude each other, a close of
// another descriptor is harmless, and the kernel gives the lock up with the last descriptor of the description.
//
// How it fails. As flock: it is on the inode, not on the name; threads that share a descriptor are both granted it; a
// forked child shares it. An exclusive lock needs a descriptor that is open for writing (EBADF). No call tells who
// holds it: F_GETLK answers -1, /proc/locks no pid.
//
// Where it lies. On NFS it is emulated with the process's POSIX locks. It is Linux's and Darwin's; elsewhere it answers
// ENOSYS, and the store refuses.

/// The bytes of a file that a lock covers. They need not exist.
package struct LockRange: Hashable, Sendable {
  package let start: Int64
  /// `0` means to the end of the file, wherever that is.
  package let length: Int64

  package init(start: Int64, length: Int64) {
    self.start = start
    self.length = length
  }

  package static let wholeFile = LockRange(start: 0, length: 0)
}
