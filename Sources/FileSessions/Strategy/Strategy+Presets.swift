extension FileSessionStore.Strategy {
  // MARK: - Sound, and safe against kills

  /// A lock file per session, removed on delete while it is locked, waiters look again; a value is written to a
  /// temporary file and renamed over; readers take no lock. The default where the file system is not known to carry
  /// `slots`.
  public static let lockFileRename = Self.lockFile(.flock, .removedOnDelete(.on), write: .rename, readers: .lockFree)

  /// No second file at all: one file per session, never renamed over, holds two checksummed records and is its own
  /// lock file. Of the sound presets the one with the lowest medians, and the default on ext4, XFS, btrfs, tmpfs and
  /// overlay.
  public static let slots = Self.slots(.flock)

  /// 64 lock files for all sessions, never removed; a temporary file renamed over. Answers the ticket's comments 11 and
  /// 22: the number of lock files is bounded.
  public static let stripedRename = Self.striped(.flock, files: 64, write: .rename, readers: .lockFree)

  /// One lock file for all sessions, of which each locks a byte; a temporary file renamed over.
  public static let byteRangeRename = Self.byteRange(.ofd, write: .rename, readers: .lockFree)

  // MARK: - The ticket's remedies, and others' practice; for comparison

  /// No lock, truncate on open: what the ticket reported (comment 3).
  public static let naive = Self.unlocked(.truncateOnOpen)

  /// flock on the data file, taken after `O_TRUNC` (comments 3 and 6): still torn.
  public static let lockAfterTruncate = Self.dataFile(.flock, recheck: .off, write: .truncateOnOpen, readers: .shared)

  /// `O_EXLOCK` at open (the ticket's first patch): nothing is cut before the lock is held, but a delete takes the file
  /// from under a waiter, and a kill tears it.
  public static let lockOnOpen = Self.dataFile(.openFlag, recheck: .off, write: .truncateOnOpen, readers: .shared)

  /// A separate lock file, kept for good; the value is written in place (the second patch, comment 7). Sound while
  /// nobody is killed; a 0-byte file stays for every session.
  public static let lockFile = Self.lockFile(.flock, .kept, write: .inPlace, readers: .shared)

  /// The same, the lock file unlinked after each use (r8688, comments 14 and 25): two holders at once.
  public static let unlinkedLockFile = Self.lockFile(
    .flock, .removedAfterUse(.off), write: .inPlace, readers: .shared)

  /// No lock, a temporary file renamed over (the third patch, r8750): whole reads, but lost updates and resurrected
  /// sessions. By explicit choice also the fallback on file systems without locks.
  public static let rename = Self.unlocked(.rename)

  /// No lock, the file unlinked before the rename (comment 31): for a moment there is no session.
  public static let unlinkThenRename = Self.unlocked(.unlinkThenRename)

  /// flock on the data file from load to save, exclusive for readers too, without a second look: PHP's files handler.
  public static let wholeRequestFlock = Self.dataFile(.flock, recheck: .off, write: .inPlace, readers: .exclusive)

  /// The presets by name, as the ticket came to them, the sound ones last.
  package static let presets: [(name: String, strategy: Self)] = [
    ("naive", .naive), ("lockAfterTruncate", .lockAfterTruncate), ("lockOnOpen", .lockOnOpen), ("lockFile", .lockFile),
    ("unlinkedLockFile", .unlinkedLockFile), ("rename", .rename), ("unlinkThenRename", .unlinkThenRename),
    ("wholeRequestFlock", .wholeRequestFlock), ("lockFileRename", .lockFileRename), ("stripedRename", .stripedRename),
    ("byteRangeRename", .byteRangeRename), ("slots", .slots),
  ]

  /// For people: the preset's name and the definition, or the definition alone.
  var label: String { presetName.map { "\($0) (\(self))" } ?? description }

  /// The preset's name, where this is one.
  package var presetName: String? { Self.presets.first { $0.strategy == self }?.name }
}
