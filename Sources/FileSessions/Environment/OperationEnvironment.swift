/// The seam: everything that a session operation asks of the world, one requirement per step.
///
/// 1. A requirement returns a raw result, `-errno` on failure. It does not throw: a typed throw on a protocol
///    requirement is not specialised by Swift 6.3, and a raw result is what a recording keeps.
/// 2. A requirement never waits. A lock that somebody else holds answers `-EWOULDBLOCK`; waiting is the pumps'.
/// 3. An operation is deterministic but for these results. Clocks, random numbers, fork count and the
///    steps of the in-process lock are therefore requirements too.
///
/// Behind it stand `Kernel`, and systems that record, replay, inject faults or yield between calls.
package protocol OperationEnvironment: Sendable {
  /// `openat(2)` without following a symbolic link. A descriptor, or `-errno`.
  func open(_ name: EntryName, in directory: CInt, for flags: OpenFlags) -> CInt
  /// `close(2)`, never repeated. Of a descriptor that was lent by `heldDescriptor` it ends this use and every later
  /// one; the last user closes it.
  func close(_ descriptor: CInt) -> CInt
  /// `pread(2)`. How many bytes were read, or `-errno`.
  func read(_ descriptor: CInt, into bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int
  /// `pwrite(2)`. How many bytes were written, or `-errno`.
  func write(_ descriptor: CInt, _ bytes: Span<UInt8>, at offset: Int) -> Int
  /// `ftruncate(2)`.
  func truncate(_ descriptor: CInt, to length: Int) -> CInt
  /// `fdatasync(2)` or `fsync(2)`.
  func synchronize(_ descriptor: CInt, _ depth: SynchronizationDepth) -> CInt
  /// `fstat(2)`.
  func status(of descriptor: CInt) -> StatusResult
  /// `fstatat(2)` with `AT_SYMLINK_NOFOLLOW`.
  func status(at name: EntryName, in directory: CInt) -> StatusResult
  /// `renameat(2)`, `renameat2(2)`.
  func rename(_ from: EntryName, to: EntryName, in directory: CInt, _ mode: RenameMode) -> CInt
  /// `linkat(2)`.
  func link(_ from: EntryName, to: EntryName, in directory: CInt) -> CInt
  /// `unlinkat(2)`.
  func unlink(_ name: EntryName, in directory: CInt) -> CInt
  /// Calls `body` with each entry of a directory, `nil` for one that is not the store's, until it returns `false`.
  /// `opendir(3)`, `readdir(3)`: `0` or `-errno`.
  func list(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt
  /// Takes a lock without waiting. `0`, or `-EWOULDBLOCK` where it is held by somebody else.
  func lock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) -> CInt
  /// Gives a lock up.
  func unlock(_ descriptor: CInt, _ kind: LockKind) -> CInt
  /// Who holds a lock on this file; `0` where that cannot be told.
  func holder(of descriptor: CInt, _ kind: LockKind) -> CInt

  /// The time that deadlines are compared with.
  func now() -> Timestamp
  /// 64 random bits from the system's generator (`getrandom(2)`).
  func random() -> UInt64
  /// Changes in a forked child (`pthread_atfork(3)`), where a held lock is the parent's.
  func forkCount() -> UInt32

  /// Lends the descriptor of a session's file that this process holds open; `-ENOENT` where there is none. See
  /// `DescriptorCache`.
  func heldDescriptor(of digest: SessionDigest) -> CInt
  /// Ends the use of a session file's descriptor, which stays open for the next one if there is room.
  func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt

  /// The counter of changes that a session shares with others, in memory that all processes share. See `ChangeCounter`.
  func changeCounter(of digest: SessionDigest) -> ChangeCounter
  /// Says that a change of a session begins or ends.
  func note(_ end: ChangeEnd, of digest: SessionDigest)
  /// A session that this process read while the counter stood so, and remembers. See `SessionCache`.
  func readCache(_ digest: SessionDigest, in changeCounter: ChangeCounter, at now: Timestamp) -> CachedSession?
  /// Remembers a session that was read after its counter was looked at.
  func writeCache(_ digest: SessionDigest, _ session: CachedSession, in changeCounter: ChangeCounter, at now: Timestamp)

  /// What a local lock is asked for with. Answered without a step.
  func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest
  /// Asks for the local lock of this process. See `LocalLockQueue`.
  func requestLocalLock(_ ticket: LocalLockRequest) -> LocalLockAnswer
  /// Releases the local lock, or leaves its queue.
  func releaseLocalLock(_ ticket: LocalLockRequest)
}
