/// A kernel lock that this caller holds, with the descriptor it lies on.
///
/// 1. While it exists, the lock is held: it is made only after the kernel granted it.
/// 2. It ends by `release()`: an explicit unlock, then close. A child that was forked meanwhile and has not yet
///    called exec holds the same open file description, and close alone would leave the lock with it.
/// 3. In a forked child it ends by close alone: unlocking there would unlock the parent.
/// 4. `deinit` covers paths that end in an error, in the same way.
struct HeldLock<System: OperationEnvironment>: ~Copyable {
  private let kind: LockKind
  let mode: LockMode
  private let forkCount: UInt32
  private let system: System
  /// -1 once it is released.
  private var descriptor: CInt

  /// Locks `descriptor` without waiting and takes it over.
  init(
    locking descriptor: consuming OwnedDescriptor<System>, _ kind: LockKind, _ mode: LockMode, _ system: System
  ) throws(PhaseExit) {
    try system.takeLock(descriptor.raw, kind, mode)
    self.init(locked: descriptor, kind, mode, system)
  }

  /// Takes over a descriptor whose lock came with its opening.
  init(locked descriptor: consuming OwnedDescriptor<System>, _ kind: LockKind, _ mode: LockMode, _ system: System) {
    self.kind = kind
    self.mode = mode
    self.system = system
    forkCount = system.forkCount()
    self.descriptor = descriptor.relinquish()
  }

  /// For reading and writing the locked file.
  var raw: CInt { descriptor }

  /// Whether it is this process's, and not that of the one it was forked from.
  var isOwn: Bool { system.forkCount() == forkCount }

  /// Turns a shared lock into an exclusive one if nobody else holds it. It does so by dropping it first.
  func becomeExclusive() -> Bool { system.lock(descriptor, kind, .exclusive) == 0 }

  consuming func release() {
    giveUp()
    descriptor = -1
  }

  /// Gives the lock up and leaves the session's file open for the next use. Where the lock cannot be given up, closing
  /// the file is all that is left.
  consuming func release(keepingFor digest: SessionDigest) {
    if isOwn, system.unlock(descriptor, kind) == 0 {
      _ = system.keep(descriptor, for: digest)
    } else {
      _ = system.close(descriptor)
    }
    descriptor = -1
  }

  deinit { if descriptor >= 0 { giveUp() } }

  private borrowing func giveUp() {
    if isOwn { _ = system.unlock(descriptor, kind) }
    _ = system.close(descriptor)
  }

  /// Whether the locked file has a name at all: what `isStillNamed` comes to for a file that never gets a second one.
  func isLinked() throws(PhaseExit) -> Bool {
    let held = system.status(of: descriptor)
    guard held.result == 0 else { throw .system(.status, held.result) }
    return held.status.links > 0
  }

  /// Whether `name` still leads to the locked file.
  ///
  /// 1. A opens the file and waits for its lock; B holds it.
  /// 2. B deletes the session (or renames a new file over it), unlocks.
  /// 3. A is granted a lock on a file that has no name any more, while C creates the name anew and locks that.
  /// 4. A and C both hold "the" lock. So A has to look again, and to begin anew if the two differ.
  ///
  /// The link count alone would not do: a file that was set aside or hard-linked by a backup has one too.
  func isStillNamed(_ name: EntryName, in directory: CInt) throws(PhaseExit) -> Bool {
    let held = system.status(of: descriptor)
    guard held.result == 0 else { throw .system(.status, held.result) }
    guard held.status.kind == .regular else { throw .failed(.unexpectedFile) }
    let named = system.status(at: name, in: directory)
    if named.result == -Errno.noEntry { return false }
    guard named.result == 0 else { throw .system(.status, named.result) }
    return named.status.isSameFile(as: held.status)
  }
}
