// F_OFD_SETLK of fcntl(2): a lock on bytes of a file that belongs to the open file description.
//
// Guarantees. What flock does, by byte range: threads with descriptions of their own exclude each other, a close of
// another descriptor is harmless, and the kernel gives the lock up with the last descriptor of the description.
//
// How it fails. As flock: it is on the inode, not on the name; threads that share a descriptor are both granted it; a
// forked child shares it. An exclusive lock needs a descriptor that is open for writing (EBADF). No call tells who
// holds it: F_GETLK answers -1, /proc/locks no pid.
//
// Where it is unreliable. On NFS it is emulated with the process's POSIX locks. It is Linux's and Darwin's; elsewhere
// it answers ENOSYS, and the store refuses.

extension LockTraits {
  package static var ofd: LockTraits {
    LockTraits(word: "ofd", call: .ofd, owner: .openFileDescription, table: .fcntl)
  }
}
