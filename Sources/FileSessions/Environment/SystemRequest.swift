/// A call of the seam as a value.
package enum SystemRequest: Hashable, Sendable {
  case open(EntryName, directory: CInt, OpenFlags)
  case close(CInt)
  case read(CInt, count: Int, offset: Int)
  case write(CInt, bytes: [UInt8], offset: Int)
  case truncate(CInt, length: Int)
  case synchronize(CInt, SynchronizationDepth)
  case statusOf(CInt)
  case statusAt(EntryName, directory: CInt)
  case rename(EntryName, to: EntryName, directory: CInt, RenameMode)
  case link(EntryName, to: EntryName, directory: CInt)
  case unlink(EntryName, directory: CInt)
  case list(directory: CInt)
  case lock(CInt, LockKind, LockMode)
  case unlock(CInt, LockKind)
  case holder(CInt, LockKind)
  case now
  case random
  case forkCount
  case heldDescriptor(SessionDigest)
  case keep(CInt, SessionDigest)
  case changeCounter(SessionDigest)
  case note(ChangeEnd, SessionDigest)
  case readCache(SessionDigest, ChangeCounter, Timestamp)
  case writeCache(SessionDigest, CachedSession, ChangeCounter, Timestamp)
  case requestLocalLock(LocalLockRequest)
  case releaseLocalLock(LocalLockRequest)
}

extension SystemRequest {
  /// Whether it can fail. What concerns this process alone cannot.
  package var canFail: Bool {
    switch self {
    case .now, .random, .forkCount, .heldDescriptor, .keep, .changeCounter, .note, .readCache, .writeCache,
      .requestLocalLock,
      .releaseLocalLock:
      false
    default: true
    }
  }

  /// Whether it answers a descriptor, which is to be closed or kept.
  package var answersDescriptor: Bool {
    switch self {
    case .open, .heldDescriptor: true
    default: false
    }
  }

  /// What is asked, in words; for lists of calls. Of a file call its name and arguments say more.
  package var words: String {
    switch self {
    case .now: "clock"
    case .random: "random"
    case .forkCount: "fork count"
    case .heldDescriptor: "held descriptor?"
    case .changeCounter: "change counter?"
    case .readCache: "remembered?"
    case .writeCache: "remember"
    case .requestLocalLock: "ask for the local lock"
    case .releaseLocalLock: "release the local lock"
    default: "\(self)"
    }
  }

  /// Whether it makes a difference to others when it is made, or to this process when others are.
  package var concernsOthers: Bool {
    switch self {
    case .holder, .now, .random, .forkCount, .heldDescriptor, .readCache, .requestLocalLock, .releaseLocalLock: false
    default: true
    }
  }
}
