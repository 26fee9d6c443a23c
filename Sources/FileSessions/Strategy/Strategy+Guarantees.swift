extension FileSessionStore.Strategy {
  /// What it promises.
  ///
  /// Not an opinion: `make check` computes it by exploring every interleaving of the system calls that this library
  /// makes under the strategy, and a test holds what is said here to what was computed there.
  public var guarantees: FileSessionStore.Guarantees {
    switch shape {
    case .slots: .everything
    case .unlocked(let write): Self.guarantees(unlocked: write)
    case .lockFile(_, .kept, let write, let readers):
      Self.guarantees(underLock: write, readers).subtracting(.leavesNothingBehind)
    case .lockFile(_, .removedOnDelete(.on), let write, let readers),
      .lockFile(_, .removedAfterUse(.on), let write, let readers), .striped(_, _, let write, let readers),
      .byteRange(_, let write, let readers):
      Self.guarantees(underLock: write, readers)
    case .lockFile(_, .removedOnDelete(.off), let write, _): Self.guarantees(lockFileRemovedOnDelete: write)
    case .lockFile(_, .removedAfterUse(.off), let write, let readers):
      Self.guarantees(lockFileRemovedAfterUse: write, readers)
    case .dataFile(let lock, let recheck, let write, let readers):
      Self.guarantees(onDataFile: write, lock, recheck, readers)
    }
  }

  /// With a lock that excludes everybody else from the read to the write.
  private static func guarantees(underLock write: Write, _ readers: Readers) -> FileSessionStore.Guarantees {
    guard write == .inPlace else { return .everything }
    // A writer that is killed leaves a mixture, and only a lock keeps readers from one that is at work.
    var promised = FileSessionStore.Guarantees.everything.subtracting(.killSafe)
    if readers == .lockFree { promised.remove(.wholeReads) }
    return promised
  }

  /// Two can hold the lock once a delete took its file from under a waiter. That alone revives nothing: who waited
  /// looks whether the session is there.
  private static func guarantees(lockFileRemovedOnDelete write: Write) -> FileSessionStore.Guarantees {
    switch write {
    case .inPlace: [.deleteIsFinal, .exclusiveCreate, .leavesNothingBehind, .excludesThreads]
    case .rename: [.wholeReads, .deleteIsFinal, .exclusiveCreate, .leavesNothingBehind, .excludesThreads]
    // Two that exchange the same temporary file put the old value back.
    case .exchange: [.deleteIsFinal, .leavesNothingBehind, .excludesThreads]
    }
  }

  /// Two can hold the lock after any use: a delete comes between another's load and save.
  private static func guarantees(
    lockFileRemovedAfterUse write: Write, _ readers: Readers
  ) -> FileSessionStore.Guarantees {
    switch (write, readers) {
    case (.inPlace, _): [.leavesNothingBehind, .excludesThreads]
    case (.rename, .lockFree): [.wholeReads, .exclusiveCreate, .leavesNothingBehind, .excludesThreads]
    // A reader takes the lock file from under a writer, and the next one cuts the temporary file of the first.
    case (.rename, _): [.exclusiveCreate, .leavesNothingBehind, .excludesThreads]
    // RENAME_EXCHANGE needs the session to be there.
    case (.exchange, .lockFree): [.deleteIsFinal, .leavesNothingBehind, .excludesThreads]
    // A reader takes the lock file from under a rotation: the old id can be written again.
    case (.exchange, _): [.killSafe, .leavesNothingBehind, .excludesThreads]
    }
  }

  private static func guarantees(unlocked write: UnlockedWrite) -> FileSessionStore.Guarantees {
    switch write {
    // O_EXCL decides who creates, but an empty file that is still being filled counts as damaged, and is set aside.
    case .truncateOnOpen: []
    // A killed writer leaves a temporary file. Without a lock nobody can tell it from one in use but by its age.
    case .rename: [.wholeReads, .exclusiveCreate, .killSafe]
    // RENAME_EXCHANGE needs the session to be there. But a delete that meets a rotation leaves the new id's session.
    case .exchange: [.wholeReads, .exclusiveCreate, .killSafe]
    case .unlinkThenRename: []
    }
  }

  private static func guarantees(
    onDataFile write: DataWrite, _ lock: Lock, _ recheck: Recheck, _ readers: Readers
  ) -> FileSessionStore.Guarantees {
    switch (write, recheck) {
    // Cut before the lock is held: nothing is left but that threads of one process take turns.
    case (.truncateOnOpen, _) where lock != .openFlag: [.excludesThreads]
    // Cut, then written: where the disk is full by then, the session is lost, and what was acknowledged with it.
    // Writing the old value back would need the very blocks that the cut gave up.
    case (.truncateOnOpen, .on): guarantees(underLock: .inPlace, readers).subtracting([.wholeReads, .noLostUpdate])
    case (.inPlace, .on): guarantees(underLock: .inPlace, readers)
    case (.rename, .on), (.exchange, .on): .everything
    // Who waited for a file that was deleted meanwhile changes one without a name; a rotation makes a new one of it.
    case (.truncateOnOpen, .off), (.inPlace, .off): [.leavesNothingBehind, .excludesThreads]
    // The lock stays on the old inode.
    case (.exchange, .off), (.rename, .off):
      readers == .exclusive
        ? [.leavesNothingBehind, .excludesThreads] : [.killSafe, .leavesNothingBehind, .excludesThreads]
    }
  }

  /// Whether it keeps the three promises without which sessions get lost.
  public var isSound: Bool { guarantees.isSuperset(of: .sound) }
}
