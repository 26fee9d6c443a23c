internal import CFileSessions

extension FileSessionStore {
  /// How a session file is locked, written and read: a closed sum, so that what makes no sense cannot be said.
  ///
  /// A strategy is chosen when a store is made and is recorded in its directory. The presets
  /// (``lockFileRename``, ``slots`` and those that only serve comparison) are static members.
  public struct Strategy: Hashable, Sendable {
    /// Which system call takes the lock, and so to whom it belongs.
    public enum Lock: Hashable, Sendable, CaseIterable {
      /// `flock(2)`: the open file description's.
      case flock
      /// `fcntl(2)` with `F_OFD_SETLK`: the open file description's, by byte range.
      case ofd
      /// `fcntl(2)` with `F_SETLK`: the process's, dropped by any close of the file.
      case posix
      /// `open(2)` with `O_EXLOCK` or `O_SHLOCK`, where the system has them.
      case openFlag
    }

    /// The lock kinds that know byte ranges.
    public enum RangeLock: Hashable, Sendable, CaseIterable {
      /// As `Lock.ofd`.
      case ofd
      /// As `Lock.posix`.
      case posix

      /// The same among all kinds.
      package var lock: Lock { self == .ofd ? .ofd : .posix }
    }

    /// How long a session's lock file lives.
    public enum LockFile: Hashable, Sendable, CaseIterable {
      /// For good.
      case kept
      /// Until the session is deleted.
      case removedOnDelete(Recheck)
      /// Until the operation that made it ends.
      case removedAfterUse(Recheck)

      public static let allCases: [LockFile] =
        [.kept] + Recheck.allCases.flatMap { [.removedOnDelete($0), .removedAfterUse($0)] }
    }

    /// Whether a granted lock is given up again when its path no longer names the locked inode.
    public enum Recheck: Hashable, Sendable, CaseIterable {
      /// It is given up, and asked for anew.
      case on
      /// It counts. Then two can hold the lock of one session, each of another file.
      case off
    }

    /// Which lock a reader takes.
    public enum Readers: Hashable, Sendable, CaseIterable {
      /// None.
      case lockFree
      /// A shared one: readers wait for writers only.
      case shared
      /// An exclusive one: readers wait for each other too.
      case exclusive
    }

    /// How a value is written under a lock that does not lie on the data file.
    public enum Write: Hashable, Sendable, CaseIterable {
      /// Into the file itself. A killed writer leaves a torn one.
      case inPlace
      /// To a temporary file, which is renamed over the session's.
      case rename
      /// To a temporary file, which changes names with the session's (`RENAME_EXCHANGE`) and is removed.
      case exchange
    }

    /// How a value is written without any lock.
    public enum UnlockedWrite: Hashable, Sendable, CaseIterable {
      /// Into the file itself, which its opening has cut.
      case truncateOnOpen
      /// To a temporary file, which is renamed over the session's.
      case rename
      /// To a temporary file, which changes names with the session's (`RENAME_EXCHANGE`) and is removed.
      case exchange
      /// To a temporary file; the session's is unlinked, and then the temporary one renamed.
      case unlinkThenRename
    }

    /// How a value is written under a lock on the data file itself.
    public enum DataWrite: Hashable, Sendable, CaseIterable {
      /// Into the file itself, which its opening has cut.
      case truncateOnOpen
      /// Into the file itself. A killed writer leaves a torn one.
      case inPlace
      /// To a temporary file, which is renamed over the session's.
      case rename
      /// To a temporary file, which changes names with the session's (`RENAME_EXCHANGE`) and is removed.
      case exchange
    }

    package enum Shape: Hashable, Sendable {
      case unlocked(UnlockedWrite)
      case dataFile(Lock, Recheck, DataWrite, Readers)
      case lockFile(Lock, LockFile, Write, Readers)
      case striped(Lock, UInt16, Write, Readers)
      case byteRange(RangeLock, Write, Readers)
      case slots(Lock)
    }

    package let shape: Shape

    private init(_ shape: Shape) { self.shape = shape }

    /// No lock at all.
    public static func unlocked(_ write: UnlockedWrite) -> Strategy { Strategy(.unlocked(write)) }

    /// A lock on the session file itself.
    public static func dataFile(_ lock: Lock, recheck: Recheck, write: DataWrite, readers: Readers) -> Strategy {
      Strategy(.dataFile(lock, recheck, write, readers))
    }

    /// A lock file beside each session file.
    public static func lockFile(_ lock: Lock, _ file: LockFile, write: Write, readers: Readers) -> Strategy {
      Strategy(.lockFile(lock, file, write, readers))
    }

    /// A fixed number of lock files, never removed; a session's digest chooses one.
    public static func striped(_ lock: Lock, files: UInt16 = 64, write: Write, readers: Readers) -> Strategy {
      Strategy(.striped(lock, max(1, files), write, readers))
    }

    /// One lock file; a session's digest chooses a byte of it.
    public static func byteRange(_ lock: RangeLock, write: Write, readers: Readers) -> Strategy {
      Strategy(.byteRange(lock, write, readers))
    }

    /// The session file holds two records and is its own lock file.
    public static func slots(_ lock: Lock) -> Strategy { Strategy(.slots(lock)) }
  }
}

extension FileSessionStore.Strategy {
  /// Every combination, presets included; 64 for the number of stripes.
  package static var all: [Self] {
    var all = UnlockedWrite.allCases.map { Self.unlocked($0) }
    for lock in Lock.allCases {
      for recheck in Recheck.allCases {
        for write in DataWrite.allCases {
          all += Readers.allCases.map { .dataFile(lock, recheck: recheck, write: write, readers: $0) }
        }
      }
      for write in Write.allCases {
        for file in LockFile.allCases {
          all += Readers.allCases.map { .lockFile(lock, file, write: write, readers: $0) }
        }
        all += Readers.allCases.map { .striped(lock, write: write, readers: $0) }
      }
      all.append(.slots(lock))
    }
    for lock in RangeLock.allCases {
      for write in Write.allCases { all += Readers.allCases.map { .byteRange(lock, write: write, readers: $0) } }
    }
    return all
  }

  /// Which lock it takes; `nil` for none.
  package var lock: Lock? {
    switch shape {
    case .unlocked: nil
    case .dataFile(let lock, _, _, _), .lockFile(let lock, _, _, _), .striped(let lock, _, _, _), .slots(let lock): lock
    case .byteRange(let lock, _, _): lock.lock
    }
  }

  /// What is done instead of something that this system lacks, in words for tables and logs.
  package var standIn: String? {
    lock == .openFlag && file_sessions_has_open_lock == 0 ? "flock standing in for O_EXLOCK" : nil
  }

  /// Whether its locks are the process's, which any close of the file drops.
  package var locksBelongToProcess: Bool { lock?.traits.owner == .process }
}

extension FileSessionStore.Strategy.LockFile {
  var rechecks: Bool {
    switch self {
    case .kept: false
    case .removedOnDelete(let recheck), .removedAfterUse(let recheck): recheck == .on
    }
  }
}

extension FileSessionStore.Strategy {
  /// Whether a session's file stays the same inode from save to save, and says itself when it no longer is the
  /// session's: what holding it open takes.
  package var keepsInodes: Bool { if case .slots = shape { true } else { false } }
}

extension FileSessionStore.Strategy.Lock {
  package var traits: LockTraits {
    switch self {
    case .flock: .flock
    case .ofd: .ofd
    case .posix: .posix
    case .openFlag: .openFlag
    }
  }
}
