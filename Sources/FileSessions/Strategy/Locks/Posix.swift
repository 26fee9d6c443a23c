// F_SETLK of fcntl(2): a lock on bytes of a file that belongs to the process.
//
// Guarantees. One exclusive holder, or any number of shared ones, among processes, by byte range; it works on NFS, and
// F_GETLK tells who holds it. The kernel gives it up when the process ends.
//
// How it fails, and what is done about it.
// - Two threads of one process are both granted it: the second lock converts the first. Hence `PosixLockRegistry`, and
//   the in-process lock before it.
// - Closing any descriptor of the file drops every lock that the process has on it, also when that descriptor was only
//   opened for reading. Hence every close goes through the registry, which parks the descriptor until the last lock of
//   the file ends, and hands it to the next who opens the file: there are never more than are in use at once. Code
//   outside this library that opens and closes a session's file drops its locks all the same; nothing can be done about
//   that.
// - A forked child has none of the parent's locks.
// - The kernel reports deadlocks that are none (EDEADLK) where threads of one process wait for several locks. It does
//   so only to callers that wait, and nobody waits in the kernel here.
//
// Where it is unreliable. Nowhere that fcntl locks are supported at all; on CIFS they are mandatory.

extension LockTraits {
  package static var posix: LockTraits {
    LockTraits(word: "posix", call: .posix, owner: .process, table: .fcntl)
  }
}
