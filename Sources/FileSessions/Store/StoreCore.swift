internal import CFileSessions
internal import Synchronization

/// A store over any system: the kernel in production, one that injects faults or yields in tests.
///
/// `FileSessionStore` is the concrete face of `StoreCore<Kernel>`; a public generic would be slower and say less.
package final class StoreCore<System: OperationEnvironment>: Sendable {
  package let engine: Engine<System>
  let configuration: FileSessionStore.Configuration
  /// The configured timeout in nanoseconds: `Duration` counts in 128 bits, and dividing those takes its time.
  let lockTimeout: Int64
  let localLocks: LocalLockTable
  let workspaces = WorkspacePool()
  let worker: BlockingWorker
  let watch = ReleaseWatch()
  let gate = OperationGate()
  let shortestLifetime: ShortestLifetime
  let directory: StoreDirectory<System>
  let directoryWatch: DirectoryWatch
  /// Whether the observer was told that the record is gone.
  let hasMissedRecord = Atomic(false)
  let sweepMemory = Mutex(SweepMemory())
  private let memory: ProcessState
  /// Whether the directory's descriptors are still this store's.
  private let isOpen = Atomic(true)

  /// - Parameters:
  ///   - localLocks: the one that `system` steps.
  ///   - memory: the one that `system` goes by; `nil` for a system without any.
  ///   - fileSystem: taken for the directory's; `nil` to ask.
  package convenience init(
    directory path: String, configuration: FileSessionStore.Configuration, system: System, localLocks: LocalLockTable,
    memory: ProcessState? = nil, fileSystem: FileSystemType? = nil
  ) throws(SessionError) {
    try self.init(
      try StoreDirectory(path, configuration, system), configuration, system, localLocks, memory, fileSystem: fileSystem
    )
  }

  /// Takes an open directory over.
  package init(
    _ directory: StoreDirectory<System>, _ configuration: FileSessionStore.Configuration, _ system: System,
    _ localLocks: LocalLockTable, _ memory: ProcessState?, fileSystem: FileSystemType? = nil
  ) throws(SessionError) {
    let fileSystem = fileSystem ?? FileSystemType(of: directory.descriptor)
    do throws(SessionError) { try directory.share(memory, fileSystem, system) } catch {
      directory.close(system)
      throw error.at(directory.path)
    }
    self.directory = directory
    directoryWatch = DirectoryWatch(directory.path, directory.descriptor)
    self.memory = memory ?? ProcessState()
    self.configuration = configuration
    lockTimeout = configuration.lockTimeout.clampedNanoseconds
    self.localLocks = localLocks
    worker = BlockingWorker(configuration.blockingWork)
    shortestLifetime = ShortestLifetime(configuration.lifetime)
    engine = Engine(
      system: system, directory: directory.descriptor,
      rules: .init(
        strategy: directory.strategy, durability: configuration.durability,
        maximumPayloadByteCount: configuration.maximumPayloadByteCount,
        touchCoalescingThousandths: Int((configuration.touchCoalescingFraction * 1000).rounded()),
        hasOpenLock: file_sessions_has_open_lock != 0,
        holdsDescriptors: self.memory.held != nil && fileSystem.isCoherent,
        countsChanges: self.memory.table != nil, remembersLoads: self.memory.sessionCache != nil))
  }

  deinit { closeDescriptors() }

  package var effectiveStrategy: FileSessionStore.Strategy { directory.strategy }

  /// Who waits for locks in other processes, where that can be told.
  var waits: WaitTable? { memory.waits }

  /// Refuses what comes, waits for what is there, then closes the directory. A task that holds a lock of this store
  /// would wait for itself: for it the directory is closed with the last reference.
  package func close() async {
    guard !HeldDomains.containAny(of: localLocks) else { return gate.refuse() }
    await gate.close()
    closeDescriptors()
  }

  private func closeDescriptors() {
    let isFirst = isOpen.exchange(false, ordering: .acquiringAndReleasing)
    guard isFirst else { return }
    memory.held?.closeAll()
    directory.close(engine.system)
  }

  /// The frame of a verb: refused after `close`, with a workspace of its own. It ends by `endVerb`.
  func beginVerb() throws(SessionError) -> Workspace {
    try begin()
    return workspaces.take()
  }

  func endVerb(_ workspace: Workspace) {
    workspaces.give(workspace)
    gate.leave()
  }

  func observe(_ kind: StoreEvent.Kind, since start: MonotonicTime? = nil) {
    guard let observer = configuration.observer else { return }
    observer(StoreEvent(kind, duration: start.map { MonotonicTime.now.since($0) } ?? .zero))
  }

  /// The directory, as it was opened.
  var path: String { directory.path }

  /// The error that a caller sees, counted where it is worth it, with the file that it is about. Where the directory is
  /// gone, that is the error.
  func error(_ failure: Failure, of digest: SessionDigest) -> SessionError {
    switch failure {
    case .conflict: observe(.conflict)
    case .corrupt: observe(.corruptFile)
    case .notFound, .system:
      do { try checkDirectory() } catch { return error }
    default: break
    }
    return described(failure, .session(digest))
  }

  /// The error of a failure, with the file that it is about.
  func described(_ failure: Failure, _ name: EntryName) -> SessionError {
    switch failure {
    // What a caller meets every day, and what is about no file.
    case .notFound, .duplicate, .conflict, .rotated, .forked, .tooLarge: SessionError(failure)
    case .system(let call, Errno.noSpace):
      SessionError(noSpaceFor: call, RoomLeft(of: engine.directory)).at("\(path)/\(name)")
    case .system(let call, Errno.noEntry) where hasDirectory:
      SessionError(fileRemovedDuring: call).at("\(path)/\(name)")
    default: SessionError(failure).at("\(path)/\(name)")
    }
  }

  /// Whether the directory that is open still has a name. One without cannot take a file any more.
  private var hasDirectory: Bool {
    let found = engine.system.status(of: engine.directory)
    return found.result == 0 && found.status.links > 0
  }

  /// Puts a payload in place. Refused here, before any lock is taken.
  func accept(_ payload: Span<UInt8>, _ workspace: Workspace) throws(SessionError) {
    try checkSize(payload.count)
    workspace.setPayload(payload)
  }

  func checkSize(_ count: Int) throws(SessionError) {
    guard count <= configuration.maximumPayloadByteCount else {
      throw SessionError(Failure.tooLarge(count: count, limit: configuration.maximumPayloadByteCount))
    }
  }

  /// The error of a wait that took too long, with the holder where the system tells.
  func timeout(_ digest: SessionDigest, after start: MonotonicTime, inProcess: Bool) -> SessionError {
    observe(.lockTimeout, since: start)
    // Who is before this caller in its own process may itself be waiting for another one.
    let isOwn = inProcess && !localLocks.waitsOutside(engine.domain(of: digest))
    let holder = isOwn ? file_sessions_process() : engine.lockHolder(of: digest)
    let named = holder > 0 ? "; process \(holder) holds it" : ""
    return SessionError(
      .timedOut,
      "the session's lock was not granted within \(MonotonicTime.now.since(start))\(named) [\(path)/\(EntryName.session(digest))]",
      holderProcessID: holder > 0 ? holder : nil)
  }
}
