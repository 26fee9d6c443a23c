extension FileSessionStore {
  /// Converts a store directory, which nobody may have open, to another strategy. Every session stays as it is.
  ///
  /// It also mends a directory that has lost its record, the file `store`, or whose record is empty or damaged: session
  /// files tell their layout themselves. (Of a record that is gone nobody can tell whether it is in use: close every
  /// store first.)
  ///
  /// If it is cut short, the directory refuses to be opened until it is run again.
  /// - Parameters:
  ///   - directory: the store's.
  ///   - strategy: what it is to be converted to.
  ///   - unsoundStrategies: whether the target may be one that loses sessions.
  ///   - directoryAccess: who may write to the directory.
  /// - Returns: how many sessions there are.
  /// - Throws: `unsoundStrategy`; `incompatibleStore` where somebody has the directory open; `noDirectory`,
  ///   `notPermitted`, `unsupported`, or the error of a system call.
  @discardableResult
  public static func convert(
    directory: String, to strategy: Strategy, unsoundStrategies: UnsoundStrategies = .refuse,
    directoryAccess: DirectoryAccess = .ownerOnly
  ) throws(SessionError) -> Int {
    var configuration = Configuration(strategy: strategy)
    configuration.unsoundStrategies = unsoundStrategies
    configuration.directoryAccess = directoryAccess
    configuration.missingDirectory = .refuse
    try StoreDirectory<Kernel>.check(strategy, configuration)
    do throws(SessionError) {
      return try Conversion(system: Kernel(localLocks: LocalLockTable()), target: strategy).run(
        directory, configuration)
    } catch {
      throw error.at(directory)
    }
  }
}

/// A conversion of all sessions of a directory.
///
/// 1. It holds the lock of the record that the path names exclusively, so no store has the directory open.
/// 2. First the record says that a conversion is under way, and to what. Then each session file is replaced by one of
///    the other layout, by a rename. Last the record names the new strategy. A session file tells its own layout, so
///    what was done already is found done when it is run again.
/// 3. A record that cannot be read is kept under another name, and one that is gone is made anew: the first step is
///    then the same, from nobody knows what.
private struct Conversion<System: OperationEnvironment> {
  let system: System
  let target: FileSessionStore.Strategy
  let workspace = Workspace()

  func run(_ path: String, _ configuration: FileSessionStore.Configuration) throws(SessionError) -> Int {
    let directory = OwnedDescriptor(try StoreDirectory<System>.open(path, configuration), system)
    try StoreDirectory.checkOwner(directory.raw, configuration.directoryAccess, system)
    // Sessions of any size: which limit their store had is not known here.
    let rules = Engine<System>.Rules(strategy: target, durability: .data, maximumPayloadByteCount: 1 << 30)
    let engine = Engine(system: system, directory: directory.raw, rules: rules)
    let record = try Self.told { () throws(PhaseExit) in try lockedRecord(engine) }
    let text = try StoreDirectory.read(record.raw, system)
    var found = StoreRecord(strategy: target, convertingTo: target)
    if StoreRecord.isDamaged(text) {
      try Self.told { () throws(PhaseExit) in try keep(record.raw, engine) }
    } else {
      found = try StoreRecord(parsing: text)
    }
    if let started = found.convertingTo, started != target {
      throw SessionError(.incompatibleStore, "a conversion to \(started) was cut short; finish that one first")
    }
    let isDone = found.strategy == target && found.convertingTo == nil
    let count = try Self.told { () throws(PhaseExit) in
      isDone ? try sessions(engine).count : try convertAll(from: found.strategy, engine)
    }
    record.release()
    return count
  }

  private func convertAll(
    from strategy: FileSessionStore.Strategy, _ engine: Engine<System>
  ) throws(PhaseExit) -> Int {
    let marked = try publish(StoreRecord(strategy: strategy, convertingTo: target), engine, .replace)
    let digests = try sessions(engine)
    for digest in digests { try convert(digest, engine) }
    try removeHelpers(engine)
    // All of it, before the record says that it is so.
    try engine.synchronizeDirectoryHidden()
    try publish(StoreRecord(strategy: target), engine, .replace).release()
    marked.release()
    return digests.count
  }

  private static func told<Output: ~Copyable>(_ body: () throws(PhaseExit) -> Output) throws(SessionError) -> Output {
    do throws(PhaseExit) { return try body() } catch { throw Self.error(error) }
  }

  private func lockedRecord(_ engine: Engine<System>) throws(PhaseExit) -> HeldLock<System> {
    let opened: OwnedDescriptor<System>
    do throws(PhaseExit) { opened = try system.opened(.record, in: engine.directory, for: [.read, .write]) } catch {
      guard error == .system(.open, -Errno.noEntry), try !sessions(engine).isEmpty else { throw error }
      return try publish(StoreRecord(strategy: target, convertingTo: target), engine, .noReplace)
    }
    let lock = try HeldLock(locking: opened, .flock, .exclusive, system)
    guard try lock.isStillNamed(.record, in: engine.directory) else { throw .wait(.changed) }
    return lock
  }

  /// Gives a record that cannot be read a second name, under which it stays. An empty one has nothing to keep.
  private func keep(_ record: CInt, _ engine: Engine<System>) throws(PhaseExit) {
    let found = system.status(of: record)
    guard found.result == 0 else { throw .system(.status, found.result) }
    guard found.status.size > 0 else { return }
    let aside = EntryName.recordAside(system.random())
    var result = system.link(.record, to: aside, in: engine.directory)
    // A file system without hard links.
    if result != 0 { result = system.rename(.record, to: aside, in: engine.directory, .noReplace) }
    guard result == 0 else { throw .system(.link, result) }
  }

  private static func error(_ stop: PhaseExit) -> SessionError {
    switch stop {
    case .failed(.duplicate):
      SessionError(.incompatibleStore, "the directory was just opened; close every store on it first")
    case .failed(.system(.open, Errno.noEntry)): SessionError(.noDirectory, "there is no store in that directory")
    case .failed(let failure): SessionError(failure)
    default: SessionError(.incompatibleStore, "the directory is in use; close every store on it first")
    }
  }

  private func entries(_ engine: Engine<System>) throws(PhaseExit) -> [EntryName] {
    var entries: [EntryName] = []
    let result = system.list(engine.directory) { entry in
      if let entry { entries.append(entry) }
      return true
    }
    guard result == 0 else { throw .system(.listDirectory, result) }
    return entries
  }

  private func sessions(_ engine: Engine<System>) throws(PhaseExit) -> [SessionDigest] {
    try entries(engine).compactMap { if case .session(let digest) = $0 { digest } else { nil } }
  }

  /// Writes a session in the other layout. What is damaged, or deleted already, is left for a sweep.
  private func convert(_ digest: SessionDigest, _ engine: Engine<System>) throws(PhaseExit) {
    guard let descriptor = try engine.openedSession(digest, for: .read) else { return }
    let reading = try engine.readPair(descriptor.raw, digest, workspace)
    descriptor.close()
    let record: Record
    switch reading {
    case .pair(let pair):
      // A tombstone whose deleter was killed, or a file that was never filled: no session, and nothing to keep.
      if pair.damagedSlot == nil, pair.newestRecord?.header.isTerminal != false {
        return try engine.removeFile(.session(digest))
      }
      guard !engine.rules.isSlots else { return }
      record = reading.record
    case .damaged(.otherLayout):
      guard engine.rules.isSlots else { return }
      record = try engine.readFile(digest, workspace)
    case .empty, .damaged: return
    }
    guard case .found(var header, let payload) = record, !header.isTerminal else { return }
    workspace.carryPayload(payload)
    header.slotSize = 0
    let name = EntryName.unique(system.random())
    if engine.rules.isSlots {
      try engine.writeSlotFile(header, of: digest, through: name, workspace)
    } else {
      try engine.writeTemporary(header, of: digest, name, workspace)
      _ = try engine.publishTemporary(name, as: digest, .replace)
    }
  }

  /// Lock files and temporary files of the old strategy; nobody can be using them.
  private func removeHelpers(_ engine: Engine<System>) throws(PhaseExit) {
    for entry in try entries(engine) {
      switch entry {
      case .lock, .temporary, .unique, .stripe, .ranges: try engine.removeFile(entry)
      default: break
      }
    }
  }

  /// Publishes a record that is locked before it gets the name, so that nobody comes in between.
  private func publish(
    _ record: StoreRecord, _ engine: Engine<System>, _ mode: RenameMode
  ) throws(PhaseExit) -> HeldLock<System> {
    let draft = EntryName.recordDraft(system.random())
    let opened = try system.opened(draft, in: engine.directory, for: [.read, .write, .exclusiveCreate])
    do throws(PhaseExit) {
      let lock = try HeldLock(locking: opened, .flock, .exclusive, system)
      let text = Array(record.text.utf8)
      try engine.writeAll(lock.raw, text.span, at: 0)
      try engine.synchronizeHidden(lock.raw)
      _ = try engine.publish(draft, as: .record, mode)
      try engine.synchronizeDirectoryHidden()
      return lock
    } catch {
      _ = system.unlink(draft, in: engine.directory)
      throw error
    }
  }
}
