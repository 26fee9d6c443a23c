/// Where a strategy's lock lies, for one session: what the closed sum `Strategy` comes to when it is carried out.
struct LockPlan: Hashable {
  enum Location: Hashable {
    /// No lock.
    case none
    /// The session file itself.
    case dataFile
    /// A file beside it.
    case ownFile(FileSessionStore.Strategy.LockFile)
    /// A file for many sessions, which is never removed.
    case commonFile(EntryName)
    /// The session file itself, which holds two records.
    case slots
  }

  let location: Location
  let lock: FileSessionStore.Strategy.Lock
  let range: LockRange
  /// Whether a granted lock is given up again when its path no longer names the locked inode.
  let rechecks: Bool
  let readers: FileSessionStore.Strategy.Readers

  init(_ strategy: FileSessionStore.Strategy, _ digest: SessionDigest) {
    switch strategy.shape {
    case .unlocked: self.init(.none, .flock, rechecks: false, .lockFree)
    case .dataFile(let lock, let recheck, _, let readers): self.init(.dataFile, lock, rechecks: recheck == .on, readers)
    case .lockFile(let lock, let file, _, let readers):
      self.init(.ownFile(file), lock, rechecks: file.rechecks, readers)
    case .striped(let lock, let files, _, let readers):
      self.init(.commonFile(.stripe(UInt16(digest.first % UInt64(files)))), lock, rechecks: false, readers)
    case .byteRange(let lock, _, let readers):
      // 62 bits: the end of the range has to fit a signed 64-bit offset.
      let byte = LockRange(start: Int64(digest.first >> 2), length: 1)
      self.init(.commonFile(.ranges), lock.lock, byte, rechecks: false, readers)
    case .slots(let lock): self.init(.slots, lock, rechecks: true, .lockFree)
    }
  }

  private init(
    _ location: Location, _ lock: FileSessionStore.Strategy.Lock, _ range: LockRange = .wholeFile, rechecks: Bool,
    _ readers: FileSessionStore.Strategy.Readers
  ) {
    self.location = location
    self.lock = lock
    self.range = range
    self.rechecks = rechecks
    self.readers = readers
  }

  /// The lock as the seam takes it. Where `open(2)` cannot lock, flock stands in.
  var kind: LockKind { LockKind(lock.traits.call, range) }

  /// What the threads of one process take turns for.
  func domain(of digest: SessionDigest) -> LockDomain {
    switch location {
    case .none: .nothing
    case .commonFile(.stripe(let number)): .stripe(number)
    case .commonFile: .byte(range.start)
    default: .session(digest)
    }
  }

  /// The file that the lock lies on.
  func name(of digest: SessionDigest) -> EntryName? {
    switch location {
    case .none: nil
    case .dataFile, .slots: .session(digest)
    case .ownFile: .lock(digest)
    case .commonFile(let name): name
    }
  }

  /// Whether the lock is looked at again before what it protects is written. Strategies that show what happens without
  /// a second look at the grant do not get this one either.
  var confirms: Bool {
    switch location {
    case .none: false
    case .slots, .commonFile, .ownFile(.kept): true
    case .dataFile, .ownFile: rechecks
    }
  }

  /// The lock that a reader takes; `nil` for one that takes none.
  var readerMode: LockMode? {
    switch readers {
    case .lockFree: nil
    case .shared: .shared
    case .exclusive: .exclusive
    }
  }

  /// Whether there is one temporary name per session, touched only under its lock.
  var hasFixedTemporary: Bool {
    switch location {
    case .ownFile, .commonFile: true
    case .none, .dataFile, .slots: false
    }
  }

  /// The lock for a purpose.
  func mode(for access: RecordAccess) -> LockMode { access == .read ? readerMode ?? .shared : .exclusive }
}
