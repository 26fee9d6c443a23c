internal import CFileSessions

/// A store directory, opened and bound to a strategy.
///
/// 1. The directory belongs to this user and nobody else can write to it, or only a group that was allowed to.
/// 2. While it is open, a shared lock lies on its record, so that a conversion can tell that it is in use.
/// 3. Both descriptors are closed once, by `close`.
package struct StoreDirectory<System: OperationEnvironment>: Sendable {
  let descriptor: CInt
  let record: CInt
  /// Absolute.
  let path: String
  private let forkCount: UInt32
  package let strategy: FileSessionStore.Strategy

  /// - Throws: `noDirectory`, `notPermitted`, `unsupported`, `unsoundStrategy`, `incompatibleStore`, or the error of
  ///   a system call.
  package init(
    _ path: String, _ configuration: FileSessionStore.Configuration, _ system: System
  ) throws(SessionError) {
    try Self.check(configuration)
    if let strategy = configuration.strategy { try Self.check(strategy, configuration) }
    do throws(SessionError) { try self.init(opening: path, configuration, system) } catch { throw error.at(path) }
  }

  private init(
    opening path: String, _ configuration: FileSessionStore.Configuration, _ system: System
  ) throws(SessionError) {
    self.path = try Self.absolute(path)
    let descriptor = try Self.open(path, configuration)
    let opened: (record: CInt, strategy: FileSessionStore.Strategy)
    do {
      try Self.checkOwner(descriptor, configuration.directoryAccess, system)
      opened = try Self.openRecord(descriptor, configuration, system)
    } catch {
      _ = system.close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    (record, strategy) = opened
    forkCount = system.forkCount()
  }

  /// The working directory may change while the store is open.
  private static func absolute(_ path: String) throws(SessionError) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    var bytes = InlineArray<4096, CChar>(repeating: 0)
    var span = bytes.mutableSpan
    let length = unsafe span.withUnsafeMutableBufferPointer { buffer in
      unsafe file_sessions_working_directory(buffer.baseAddress, buffer.count)
    }
    guard length > 0 else { throw SessionError(.status, -length) }
    let working = String(decoding: (0..<Int(length)).map { UInt8(bitPattern: bytes[$0]) }, as: UTF8.self)
    return working + "/" + path
  }

  func close(_ system: System) {
    // Explicitly: a child that was forked and has not yet called exec has the same open file description. In that child
    // the lock is the parent's.
    if system.forkCount() == forkCount { _ = system.unlock(record, .flock) }
    _ = system.close(record)
    _ = system.close(descriptor)
  }

  /// Whether the name `store` leads to the file that is open; where that cannot be told, it does.
  func isRecordNamed(_ system: System) -> Bool {
    let (held, named) = (system.status(of: record), system.status(at: .record, in: descriptor))
    guard held.result == 0, named.result == 0 || named.result == -Errno.noEntry else { return true }
    return named.result == 0 && named.status.isSameFile(as: held.status)
  }

  static func check(
    _ strategy: FileSessionStore.Strategy, _ configuration: FileSessionStore.Configuration
  ) throws(SessionError) {
    guard strategy.isSound || configuration.unsoundStrategies == .allow else {
      throw SessionError(
        .unsoundStrategy,
        "the strategy \(strategy) loses sessions; it is there to be compared with. unsoundStrategies allows it")
    }
    if configuration.readCache != .off {
      guard strategy.isSound, WriteMode(strategy) != .truncateOnOpen else {
        throw SessionError(
          .invalidConfiguration, "readCache needs a sound strategy that does not cut files at open; not \(strategy)")
      }
    }
  }

  static func check(_ configuration: FileSessionStore.Configuration) throws(SessionError) {
    guard (0...Int(UInt32.max) / 4).contains(configuration.maximumPayloadByteCount) else {
      throw SessionError(.invalidConfiguration, "maximumPayloadByteCount has to lie between 0 and 1 GiB")
    }
    try configuration.lifetime.check()
    guard configuration.lockTimeout >= .zero, configuration.deleteTimeout >= .zero else {
      throw SessionError(.invalidConfiguration, "lockTimeout and deleteTimeout have to be zero or more")
    }
    if case .dispatch(let threads) = configuration.blockingWork, threads < 1 {
      throw SessionError(.invalidConfiguration, "blockingWork needs at least one thread")
    }
    if case .atMost(let count) = configuration.openFiles, !(0...65_536).contains(count) {
      throw SessionError(.invalidConfiguration, "openFiles has to lie between 0 and 65,536")
    }
    if let rate = configuration.sweepEntriesPerSecond, rate < 1 {
      throw SessionError(.invalidConfiguration, "sweepEntriesPerSecond has to be at least one entry a second, or nil")
    }
    guard (0..<1).contains(configuration.touchCoalescingFraction) else {
      throw SessionError(.invalidConfiguration, "touchCoalescingFraction has to be at least 0 and less than 1")
    }
  }

  static func open(
    _ path: String, _ configuration: FileSessionStore.Configuration
  ) throws(SessionError) -> CInt {
    guard !path.utf8.contains(0), !path.isEmpty else {
      throw SessionError(.noDirectory, "the directory's path is empty or contains a NUL")
    }
    var result = unsafe path.withCString { unsafe file_sessions_open_directory($0) }
    if result == -Errno.noEntry, configuration.missingDirectory == .create {
      try checkParent(of: path)
      let made = unsafe path.withCString { unsafe file_sessions_make_directory($0, 0o700) }
      if made == -Errno.noEntry {
        throw SessionError(.noDirectory, "the directory's parent does not exist; make it first")
      }
      guard made == 0 || made == -Errno.exists else {
        throw SessionError(
          .notPermitted, "the directory does not exist, and its parent does not let this user make it",
          systemCall: Failure.Call.makeDirectory.rawValue, errno: -made)
      }
      // The umask may have taken rights that its owner needs.
      if made == 0 { _ = unsafe path.withCString { unsafe file_sessions_set_mode_of_path($0, 0o700) } }
      result = unsafe path.withCString { unsafe file_sessions_open_directory($0) }
    }
    switch result {
    case 0...: return result
    case -Errno.noEntry: throw SessionError(.noDirectory, "the directory does not exist")
    case -Errno.notDirectory: throw SessionError(.noDirectory, "that is a file, not a directory")
    default: throw SessionError(.open, -result)
    }
  }

  /// A directory that root makes belongs to root, and the server that runs as the parent's owner could not open it.
  private static func checkParent(of path: String) throws(SessionError) {
    guard file_sessions_user() == 0 else { return }
    var parent = file_sessions_status()
    let result = unsafe Self.parent(of: path).withCString { unsafe file_sessions_status_of_path($0, &parent) }
    guard result == 0, parent.owner != 0 else { return }
    throw SessionError(
      .notPermitted,
      "the directory does not exist, its parent belongs to user \(parent.owner), and what root makes there only root could "
        + "open; run as that user, or make the directory first")
  }

  private static func parent(of path: String) -> String {
    let parts = path.split(separator: "/")
    let start = path.utf8.first == UInt8(ascii: "/") ? "/" : "./"
    return start + parts.dropLast().joined(separator: "/")
  }

  static func checkOwner(
    _ descriptor: CInt, _ access: FileSessionStore.DirectoryAccess, _ system: System
  ) throws(SessionError) {
    let found = system.status(of: descriptor)
    guard found.result == 0 else { throw SessionError(.status, -found.result) }
    guard found.status.owner == file_sessions_user() else {
      throw SessionError(
        .notPermitted,
        "the directory belongs to user \(found.status.owner), this process runs as \(file_sessions_user())")
    }
    let mode = String(found.status.permissions, radix: 8)
    guard found.status.permissions & 0o002 == 0 else {
      throw SessionError(
        .notPermitted, "everybody may write to the directory (mode \(mode)); chmod 700 it, or choose one of its own")
    }
    guard access == .ownerAndGroup || found.status.permissions & 0o020 == 0 else {
      throw SessionError(
        .notPermitted,
        "a group may write to the directory (mode \(mode)); chmod 700 it, or, where that group is trusted with every session "
          + "(Kubernetes' fsGroup), set directoryAccess to .ownerAndGroup")
    }
  }

  // MARK: - The record

  private static func openRecord(
    _ directory: CInt, _ configuration: FileSessionStore.Configuration, _ system: System
  ) throws(SessionError) -> (CInt, FileSessionStore.Strategy) {
    var descriptor = system.open(.record, in: directory, for: [.read, .write])
    if descriptor == -Errno.noEntry {
      try makeRecord(directory, configuration, system)
      descriptor = system.open(.record, in: directory, for: [.read, .write])
    }
    guard descriptor >= 0 else { throw SessionError(.open, -descriptor) }
    do throws(SessionError) {
      let hasLocks = try lockRecord(descriptor, configuration, system)
      let record = try StoreRecord(parsing: try read(descriptor, system))
      // A conversion replaces the record: what was opened before and locked after it is the old one.
      try checkName(descriptor, directory, system)
      if let target = record.convertingTo {
        throw SessionError(.incompatibleStore, "a conversion to \(target) was cut short; run it again to finish it")
      }
      let wanted = hasLocks ? configuration.strategy ?? record.strategy : .rename
      let effective = try usable(wanted, hasLocks, configuration)
      Kernel.prepare(for: effective)
      try probe(effective, descriptor, directory, system)
      guard record.strategy.isCompatible(with: effective) else {
        throw SessionError(
          .incompatibleStore,
          "the directory was made for \(record.strategy.label), and \(effective.label) does not lock out its users; open "
            + "it with that, or, with every store on it closed, convert it (FileSessionStore.convert)")
      }
      try makeDurable(directory, configuration, system)
      return (descriptor, effective)
    } catch {
      _ = system.unlock(descriptor, .flock)
      _ = system.close(descriptor)
      throw error
    }
  }

  /// What is in the directory may come from a process that was killed before it made that durable.
  private static func makeDurable(
    _ directory: CInt, _ configuration: FileSessionStore.Configuration, _ system: System
  ) throws(SessionError) {
    guard configuration.durability != .none else { return }
    let result = system.synchronize(directory, .everything)
    guard result == 0 else { throw SessionError(.synchronize, -result) }
  }

  /// The shared lock that every user of the directory holds. It also shows whether there are locks here at all.
  private static func lockRecord(
    _ descriptor: CInt, _ configuration: FileSessionStore.Configuration, _ system: System
  ) throws(SessionError) -> Bool {
    let result = system.lock(descriptor, .flock, .shared)
    switch result {
    case 0: return true
    case -Errno.wouldBlock:
      try lockShared(descriptor, system)
      return true
    case -Errno.noLocks, -Errno.notSupported, -Errno.notSupportedByFile, -Errno.notImplemented, -Errno.invalid:
      if case .unlocked? = configuration.strategy?.shape { return true }
      guard configuration.lockFallback == .renameOnly else {
        throw SessionError(
          .unsupported, "this file system has no locks; choose another directory, or opt in to the rename fallback",
          systemCall: Failure.Call.lock.rawValue, errno: -result)
      }
      return false
    default: throw SessionError(.lock, -result)
    }
  }

  private static func usable(
    _ strategy: FileSessionStore.Strategy, _ hasLocks: Bool, _ configuration: FileSessionStore.Configuration
  ) throws(SessionError) -> FileSessionStore.Strategy {
    guard hasLocks || configuration.unsoundStrategies == .allow else {
      throw SessionError(.unsoundStrategy, "the rename fallback loses updates; unsoundStrategies has to allow it too")
    }
    try check(strategy, configuration)
    return strategy
  }

  private static func makeRecord(
    _ directory: CInt, _ configuration: FileSessionStore.Configuration, _ system: System
  ) throws(SessionError) {
    let told = try strategyOfFiles(directory, configuration.strategy, system)
    // Somebody else was first.
    guard !told.hasRecord else { return }
    let draft = EntryName.recordDraft(system.random())
    let descriptor = system.open(draft, in: directory, for: [.read, .write, .exclusiveCreate])
    guard descriptor >= 0 else { throw SessionError(.open, -descriptor) }
    defer {
      // Explicitly, as in `close`: a child that was forked meanwhile and has not yet called exec would keep the lock,
      // and the draft is the record by now.
      _ = system.unlock(descriptor, .flock)
      _ = system.close(descriptor)
      _ = system.unlink(draft, in: directory)
    }
    let hasLocks = try lockRecord(descriptor, configuration, system)
    let wanted = configuration.strategy ?? told.strategy ?? .preferred(on: FileSystemType(of: directory))
    let effective = try usable(hasLocks ? wanted : .rename, hasLocks, configuration)
    Kernel.prepare(for: effective)
    try probe(effective, descriptor, directory, system)
    let text = Array(StoreRecord(strategy: effective).text.utf8)
    let written = system.write(descriptor, text.span, at: 0)
    guard written == text.count else { throw SessionError(.write, written < 0 ? CInt(-written) : Errno.noSpace) }
    // Once per directory, at every durability: an empty record after a power cut would lock all sessions away. The
    // directory's own name first: a process that finds a record takes that for durable.
    let content = system.synchronize(descriptor, .data)
    guard content == 0 else { throw SessionError(.synchronize, -content) }
    let parent = file_sessions_synchronize_parent(directory)
    guard parent == 0 || parent == -Errno.accessDenied || parent == -Errno.invalid else {
      throw SessionError(.synchronize, -parent)
    }
    var result = system.link(draft, to: .record, in: directory)
    if result == -Errno.notPermitted || result == -Errno.notSupported {
      // A file system without hard links.
      result = system.rename(draft, to: .record, in: directory, .noReplace)
    }
    // Somebody else was first: theirs counts.
    guard result == 0 || result == -Errno.exists else { throw SessionError(.link, -result) }
    let entry = system.synchronize(directory, .everything)
    guard entry == 0 else { throw SessionError(.synchronize, -entry) }
  }

  static func read(_ descriptor: CInt, _ system: System) throws(SessionError) -> String {
    var bytes = [UInt8](repeating: 0, count: 1024)
    var span = bytes.mutableSpan
    let count = system.read(descriptor, into: &span, at: 0)
    guard count >= 0 else { throw SessionError(.read, CInt(-count)) }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
