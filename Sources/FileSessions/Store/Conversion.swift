extension FileSessionStore {
  /// Converts a store directory, which nobody may have open, to another strategy. Every session stays as it is.
  ///
  /// If it is cut short, the directory refuses to be opened until it is run again.
  /// - Returns: how many sessions there are.
  /// - Parameter unsoundStrategies: whether the target may be one that loses sessions.
  /// - Throws: `unsoundStrategy`; `incompatibleStore` where somebody has the directory open; `noDirectory`, `notPermitted`, `unsupported`,
  ///   or the error of a system call.
  @discardableResult
  public static func convert(
    directory: String, to strategy: Strategy, unsoundStrategies: UnsoundStrategies = .refuse
  ) throws(SessionError) -> Int {
    var configuration = Configuration(strategy: strategy)
    configuration.unsoundStrategies = unsoundStrategies
    try StoreDirectory<Kernel>.check(configuration)
    configuration.missingDirectory = .refuse
    return try Conversion(system: Kernel(turnstile: Turnstile()), target: strategy).run(directory, configuration)
  }
}

/// A conversion of all sessions of a directory.
///
/// 1. It holds the lock of the record that the path names exclusively, so no store has the directory open.
/// 2. First the record says that a conversion is under way, and to what. Then each session file is replaced by one of
///    the other layout, by a rename. Last the record names the new strategy. A session file tells its own layout, so
///    what was done already is found done when it is run again.
private struct Conversion<System: SystemCalls> {
  let system: System
  let target: FileSessionStore.Strategy
  let workspace = Workspace()

  func run(_ path: String, _ configuration: FileSessionStore.Configuration) throws(SessionError) -> Int {
    let directory = OwnedDescriptor(try StoreDirectory<System>.open(path, configuration), system)
    try StoreDirectory.checkOwner(directory.raw, system)
    // Sessions of any size: which limit their store had is not known here.
    let rules = Engine<System>.Rules(strategy: target, durability: .data, maximumPayload: 1 << 30)
    let engine = Engine(system: system, directory: directory.raw, rules: rules)
    let record = try lockedRecord(engine)
    let found = try StoreRecord(parsing: try StoreDirectory.read(record.raw, system))
    if let started = found.convertingTo, started != target {
      throw SessionError(.incompatibleStore, "a conversion to \(started) was cut short; finish that one first")
    }
    do throws(Stop) {
      guard found.strategy != target || found.convertingTo != nil else { return try sessions(engine).count }
      let marked = try publish(StoreRecord(strategy: found.strategy, convertingTo: target), engine)
      record.release()
      let digests = try sessions(engine)
      for digest in digests { try convert(digest, engine) }
      try removeHelpers(engine)
      // All of it, before the record says that it is so.
      try engine.synchronizeDirectoryHidden()
      try publish(StoreRecord(strategy: target), engine).release()
      marked.release()
      return digests.count
    } catch {
      throw Self.error(error)
    }
  }

  private func lockedRecord(_ engine: Engine<System>) throws(SessionError) -> HeldLock<System> {
    do throws(Stop) {
      let opened = try system.opened(.record, in: engine.directory, for: [.read, .write])
      let lock = try HeldLock(locking: opened, .flock, .exclusive, system)
      guard try lock.isStillNamed(.record, in: engine.directory) else { throw .wait(.changed) }
      return lock
    } catch {
      throw Self.error(error)
    }
  }

  private static func error(_ stop: Stop) -> SessionError {
    switch stop {
    case .wait: SessionError(.incompatibleStore, "the directory is in use; close every store on it first")
    case .failed(.system(.open, Errno.noEntry)): SessionError(.noDirectory, "there is no store in that directory")
    case .failed(let failure): SessionError(failure)
    }
  }

  private func entries(_ engine: Engine<System>) throws(Stop) -> [EntryName] {
    var entries: [EntryName] = []
    let result = system.list(engine.directory) { entry in
      if let entry { entries.append(entry) }
      return true
    }
    guard result == 0 else { throw .system(.listDirectory, result) }
    return entries
  }

  private func sessions(_ engine: Engine<System>) throws(Stop) -> [SessionDigest] {
    try entries(engine).compactMap { if case .session(let digest) = $0 { digest } else { nil } }
  }

  /// Writes a session in the other layout. What is damaged, or deleted already, is left for a sweep.
  private func convert(_ digest: SessionDigest, _ engine: Engine<System>) throws(Stop) {
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
  private func removeHelpers(_ engine: Engine<System>) throws(Stop) {
    for entry in try entries(engine) {
      switch entry {
      case .lock, .temporary, .unique: try engine.removeFile(entry)
      default: break
      }
    }
  }

  /// Publishes a record that is locked before it gets the name, so that nobody comes in between.
  private func publish(_ record: StoreRecord, _ engine: Engine<System>) throws(Stop) -> HeldLock<System> {
    let draft = EntryName.recordDraft(system.random())
    let opened = try system.opened(draft, in: engine.directory, for: [.read, .write, .exclusiveCreate])
    do throws(Stop) {
      let lock = try HeldLock(locking: opened, .flock, .exclusive, system)
      let text = Array(record.text.utf8)
      try engine.writeAll(lock.raw, text.span, at: 0)
      try engine.synchronizeHidden(lock.raw)
      _ = try engine.publish(draft, as: .record, .replace)
      try engine.synchronizeDirectoryHidden()
      return lock
    } catch {
      _ = system.unlink(draft, in: engine.directory)
      throw error
    }
  }
}
