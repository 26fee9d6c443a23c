internal import CFileSessions
internal import Synchronization

/// A store over any system: the kernel in production, one that injects faults or yields in tests.
///
/// `FileSessionStore` is the concrete face of `StoreCore<Kernel>`; a public generic would be slower and say less.
package final class StoreCore<System: SystemCalls>: Sendable {
  package let engine: Engine<System>
  let configuration: FileSessionStore.Configuration
  /// The configured timeout in nanoseconds: `Duration` counts in 128 bits, and dividing those takes its time.
  let lockTimeout: Int64
  let turnstile: Turnstile
  let workspaces = WorkspacePool()
  let worker: BlockingWorker
  let watch = ReleaseWatch()
  let gate = OperationGate()
  let shortestLifetime: ShortestLifetime
  private let directory: StoreDirectory<System>
  private let memory: StoreMemory
  /// Whether the directory's descriptors are still this store's.
  private let isOpen = Atomic(true)

  /// - Parameters:
  ///   - turnstile: the one that `system` steps.
  ///   - memory: the one that `system` goes by; `nil` for a system without any.
  ///   - fileSystem: taken for the directory's; `nil` to ask.
  package init(
    directory path: String, configuration: FileSessionStore.Configuration, system: System, turnstile: Turnstile,
    memory: StoreMemory? = nil, fileSystem: FileSystemType? = nil
  ) throws(SessionError) {
    let directory = try StoreDirectory(path, configuration, system)
    let fileSystem = fileSystem ?? FileSystemType(of: directory.descriptor)
    do throws(SessionError) { try directory.share(memory, fileSystem, system) } catch {
      directory.close(system)
      throw error.at(path)
    }
    self.directory = directory
    self.memory = memory ?? StoreMemory()
    self.configuration = configuration
    lockTimeout = configuration.lockTimeout.clampedNanoseconds
    self.turnstile = turnstile
    worker = BlockingWorker(configuration.blockingWork)
    shortestLifetime = ShortestLifetime(configuration.lifetime)
    engine = Engine(
      system: system, directory: directory.descriptor,
      rules: .init(
        strategy: directory.strategy, durability: configuration.durability,
        maximumPayload: configuration.maximumPayload,
        touchCoalescing: Int((configuration.touchCoalescing * 1000).rounded()),
        hasOpenLock: file_sessions_has_open_lock != 0,
        holdsDescriptors: self.memory.held != nil && fileSystem.isCoherent,
        countsChanges: self.memory.table != nil, remembersLoads: self.memory.remembered != nil))
  }

  deinit { closeDescriptors() }

  package var effectiveStrategy: FileSessionStore.Strategy { directory.strategy }

  /// Who waits for locks in other processes, where that can be told.
  var waits: WaitTable? { memory.waits }

  /// Refuses what comes, waits for what is there, then closes the directory. A task that holds a lock of this store would
  /// wait for itself: for it the directory is closed with the last reference.
  package func close() async {
    guard !HeldDomains.containAny(of: turnstile) else { return gate.refuse() }
    await gate.close()
    closeDescriptors()
  }

  private func closeDescriptors() {
    let isFirst = isOpen.exchange(false, ordering: .acquiringAndReleasing)
    guard isFirst else { return }
    memory.held?.closeAll()
    directory.close(engine.system)
  }

  /// What the threads of this process take turns for.
  func domain(of digest: SessionDigest) -> LockDomain { engine.domain(of: digest) }

  func observe(_ kind: StoreEvent.Kind, since start: MonotonicTime? = nil) {
    guard let observer = configuration.observer else { return }
    observer(StoreEvent(kind, duration: start.map { MonotonicTime.now.since($0) } ?? .zero))
  }

  /// The error that a caller sees, counted where it is worth it.
  func error(_ failure: Failure) -> SessionError {
    switch failure {
    case .conflict: observe(.conflict)
    case .corrupt: observe(.corruptFile)
    default: break
    }
    return SessionError(failure)
  }

  /// Puts a payload in place. Refused here, before any lock is taken.
  func accept(_ payload: Span<UInt8>, _ workspace: Workspace) throws(SessionError) {
    guard payload.count <= configuration.maximumPayload else {
      throw SessionError(Failure.tooLarge(count: payload.count, limit: configuration.maximumPayload))
    }
    workspace.setPayload(payload)
  }

  /// The error of a wait that took too long, with the holder where the system tells.
  func timeout(_ digest: SessionDigest, after start: MonotonicTime, inProcess: Bool) -> SessionError {
    observe(.lockTimeout, since: start)
    // Who is before this caller in its own process may itself be waiting for another one.
    let isOwn = inProcess && !turnstile.waitsOutside(domain(of: digest))
    let holder = isOwn ? file_sessions_process() : engine.lockHolder(of: digest)
    let named = holder > 0 ? "; process \(holder) holds it" : ""
    return SessionError(
      .timedOut, "the session's lock was not granted within \(MonotonicTime.now.since(start))\(named)",
      holder: holder > 0 ? holder : nil)
  }
}
