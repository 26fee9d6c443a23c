extension StoreDirectory {
  /// Tries what the strategy needs of the system and the file system, on the record and on names that do not exist.
  /// - Throws: `unsupported`, which names the nearest strategy that works here.
  static func probe(
    _ strategy: FileSessionStore.Strategy, _ record: CInt, _ directory: CInt, _ system: System
  ) throws(SessionError) {
    try probeLock(strategy, record, system)
    guard WriteMode(strategy) == .exchange else { return }
    // ENOENT from a file system that can exchange, EINVAL or ENOSYS from one that cannot.
    let (first, second) = (EntryName.recordDraft(system.random()), EntryName.recordDraft(system.random()))
    let result = system.rename(first, to: second, in: directory, .exchange)
    guard result == -Errno.noEntry else {
      throw unsupported("this file system cannot exchange two names", strategy.renaming, .rename, result)
    }
  }

  private static func probeLock(
    _ strategy: FileSessionStore.Strategy, _ record: CInt, _ system: System
  ) throws(SessionError) {
    let kind = LockPlan(strategy, .none).kind
    // That flock works is shown by the lock that every store holds on the record.
    guard kind != .flock else { return }
    let result = system.lock(record, kind, .shared)
    if result == 0 { _ = system.unlock(record, kind) }
    // Held by somebody else: it works.
    guard result == 0 || result == -Errno.wouldBlock || result == -Errno.accessDenied else {
      throw unsupported("there are no locks of this kind here", strategy.flocking, .lock, result)
    }
  }

  private static func unsupported(
    _ reason: String, _ nearest: FileSessionStore.Strategy, _ call: Failure.Call, _ result: CInt
  ) -> SessionError {
    SessionError(
      .unsupported, "\(reason); the nearest strategy that works here is \(nearest)", systemCall: call.rawValue,
      errno: -result)
  }
}

extension FileSessionStore.Strategy {
  /// The same with flock; of a byte range, which flock does not know, the same with striped lock files.
  fileprivate var flocking: Self {
    switch shape {
    case .unlocked: self
    case .dataFile(_, let recheck, let write, let readers):
      .dataFile(.flock, recheck: recheck, write: write, readers: readers)
    case .lockFile(_, let file, let write, let readers): .lockFile(.flock, file, write: write, readers: readers)
    case .striped(_, let files, let write, let readers): .striped(.flock, files: files, write: write, readers: readers)
    case .byteRange(_, let write, let readers): .striped(.flock, write: write, readers: readers)
    case .slots: .slots(.flock)
    }
  }

  /// The same with rename instead of exchange.
  fileprivate var renaming: Self {
    switch shape {
    case .unlocked(.exchange): .unlocked(.rename)
    case .dataFile(let lock, let recheck, .exchange, let readers):
      .dataFile(lock, recheck: recheck, write: .rename, readers: readers)
    case .lockFile(let lock, let file, .exchange, let readers):
      .lockFile(lock, file, write: .rename, readers: readers)
    case .striped(let lock, let files, .exchange, let readers):
      .striped(lock, files: files, write: .rename, readers: readers)
    case .byteRange(let lock, .exchange, let readers): .byteRange(lock, write: .rename, readers: readers)
    default: self
    }
  }
}
