/// An engine that is wrong in one way, made by an adapter between it and the seam: what a checker has to notice.
///
/// Other mutants are combinations of the matrix itself, such as a re-check that is left out; see the tests.
enum EngineMutation: String, CaseIterable, Hashable, Sendable {
  // Locks
  /// Takes a shared lock where an exclusive one is due.
  case sharedForExclusive
  /// Goes on without a lock.
  case lockIsSkipped
  /// Goes on although the lock is held by somebody else.
  case refusalIsIgnored
  /// Gives the lock up between the load and the save.
  case lockIsReleasedAtOnce
  /// Deletes without a lock.
  case deleteWithoutLock
  /// Sweeps without a lock.
  case sweepWithoutLock
  /// Readers that should take a shared lock take none.
  case readersTakeNoLock
  /// Removes the lock file only after it gave the lock up.
  case unlinksAfterUnlock
  /// Gives no lock up before its file is closed by the end of the process.
  case lockIsKept

  // Waiting
  /// After a wait, goes on without the lock.
  case secondTryTakesNoLock
  /// A caller who gives up waiting for the lock keeps the local lock.
  case localLockIsKept

  // Identity
  /// Does not look whether the path still names the locked file.
  case noRecheck
  /// Takes a link count for an identity.
  case linkCountForIdentity
  /// Takes the number of an inode for the version of what stands in it.
  case inodeForVersion
  /// Does not look whether the session exists before it makes a lock file.
  case noLookBeforeLockFile

  // Writing
  /// Writes into the session file instead of a temporary one.
  case writesInPlace
  /// Takes the name before it is free: a rename over an existing file where none may be.
  case createReplaces
  /// Removes the old file before it renames the new one.
  case unlinksBeforeRename
  /// Renames first and writes afterwards.
  case renamesBeforeWrite
  /// Writes over the temporary file that a killed writer left, and leaves what lies behind the end.
  case temporaryIsNotTruncated
  /// All writers share one temporary name although they do not share a lock.
  case temporaryIsShared
  /// Leaves the temporary file.
  case temporaryIsLeft
  /// Does not remove the lock file with the session.
  case lockFileIsLeft

  // Slots
  /// Answers from one valid slot although the other may be the newer one.
  case answersFromOneSlot
  /// Removes the name without a tombstone.
  case noTombstone
  /// Tells nobody that the session has moved to a larger file.
  case noMovedRecord
  /// Does not lock a larger file before it takes the name.
  case largerFileIsNotLocked
  /// Writes the first record from its first byte on.
  case firstByteFirst
  /// Does not zero a torn slot before it writes.
  case tornSlotStays

  // Durability
  /// Syncs no file.
  case fileIsNotSynced
  /// Does not sync the directory.
  case directoryIsNotSynced
  /// Takes no notice of a sync that failed.
  case failedSyncIsIgnored
  /// Makes a failed sync once more, and believes the second one.
  case failedSyncIsRepeated

  // Memory
  /// Does not look whether a file that is held open still has a name.
  case heldFileIsNotLookedAt
  /// Does not say that a change begins, only that it has ended.
  case changeIsNotBegun
  /// Does not say that a change has ended.
  case changeIsNotEnded
  /// Takes the counter for what was read from after the reading.
  case counterIsReadLate
  /// Remembers what was read while somebody was at work.
  case remembersUnderWriters

  // Controls, which change nothing that matters.
  /// Asks for a status once more before each unlock.
  case asksTwice
  /// Looks into the session file once more before each rename.
  case readsTwice
}
