// A directory with session files and without a record: a cleaner has removed it, or a backup was restored in part. It
// is not a new one, since whatever else it was opened with would take every session for damage.

extension StoreDirectory {
  /// What the files of a directory say of the strategy that they were made under.
  ///
  /// A session file tells its layout, and helper files tell where locks lie. Which system call took them nothing tells:
  /// that is the configured strategy's word, or a preset's.
  /// - Returns: `strategy` is `nil` for a directory without sessions.
  /// - Throws: `incompatibleStore` where the files contradict the configured strategy or each other.
  static func strategyOfFiles(
    _ directory: CInt, _ configured: FileSessionStore.Strategy?, _ system: System
  ) throws(SessionError) -> (strategy: FileSessionStore.Strategy?, hasRecord: Bool) {
    let files = try StoreFiles(of: directory, system)
    if files.hasRecord { return (nil, true) }
    guard files.hasSessions else { return (nil, false) }
    guard let told = files.strategy else {
      throw lost("session files of two layouts, or none that can be read")
    }
    guard let configured else { return (told, false) }
    guard files.fits(configured) else {
      throw lost("session files of a strategy such as \(told.label), not \(configured.label)")
    }
    return (configured, false)
  }

  static func lost(_ what: String) -> SessionError {
    SessionError(
      .incompatibleStore,
      "the directory has lost its record, the file 'store', and has \(what); with every store on it closed, file-sessions "
        + "convert DIRECTORY STRATEGY (FileSessionStore.convert) keeps all sessions and writes a new one")
  }
}

/// What lies in a directory beside its record.
private struct StoreFiles {
  var hasRecord = false
  private var singles = 0
  private var pairs = 0
  private var others = 0
  private var hasStripes = false
  private var hasRanges = false

  /// Session files whose layout is looked at: one that is damaged must not decide.
  private static var sample: Int { 64 }

  init<System: OperationEnvironment>(of directory: CInt, _ system: System) throws(SessionError) {
    var digests: [SessionDigest] = []
    let result = system.list(directory) { entry in
      switch entry {
      case .record: hasRecord = true
      case .session(let digest): if digests.count < Self.sample { digests.append(digest) }
      case .stripe: hasStripes = true
      case .ranges: hasRanges = true
      default: break
      }
      return !hasRecord
    }
    guard result == 0 else { throw SessionError(.listDirectory, -result) }
    // Made while the names came, behind the place that was reached, and followed by sessions ahead of it.
    if !hasRecord, !digests.isEmpty { hasRecord = system.status(at: .record, in: directory).result == 0 }
    if !hasRecord { for digest in digests { note(digest, in: directory, system) } }
  }

  var hasSessions: Bool { singles + pairs + others > 0 }

  /// The preset that makes such files.
  var strategy: FileSessionStore.Strategy? {
    guard (singles > 0) != (pairs > 0) else { return nil }
    if pairs > 0 { return .slots }
    if hasStripes { return .stripedRename }
    return hasRanges ? .byteRangeRename : .lockFileRename
  }

  /// Whether a strategy makes such files.
  func fits(_ strategy: FileSessionStore.Strategy) -> Bool {
    switch strategy.shape {
    case .slots: singles == 0
    case .striped: pairs == 0 && !hasRanges
    case .byteRange: pairs == 0 && !hasStripes
    case .unlocked, .dataFile, .lockFile: pairs == 0 && !hasStripes && !hasRanges
    }
  }

  private mutating func note<System: OperationEnvironment>(
    _ digest: SessionDigest, in directory: CInt, _ system: System
  ) {
    let descriptor = system.open(.session(digest), in: directory, for: .read)
    guard descriptor >= 0 else { return others += 1 }
    defer { _ = system.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: RecordHeader.byteCount)
    var span = bytes.mutableSpan
    let count = system.read(descriptor, into: &span, at: 0)
    if count == RecordHeader.byteCount, RecordHeader.beginsSingle(bytes.span) {
      singles += 1
    } else if count == RecordHeader.byteCount, RecordHeader.isRecord(bytes.span) {
      pairs += 1
    } else {
      others += 1
    }
  }
}

extension FileSessionStore.Strategy {
  /// What a new directory is made for: `slots` where the file system is known to carry it.
  package static func preferred(on fileSystem: FileSystemType) -> Self {
    switch fileSystem {
    case .ext4, .xfs, .btrfs, .tmpfs, .overlay: .slots
    default: .lockFileRename
    }
  }
}
