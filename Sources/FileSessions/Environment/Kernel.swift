internal import CFileSessions

/// The seam's production side: the C shim, the store's clock, and the turns of this process.
package struct Kernel: OperationEnvironment {
  /// What belongs to this process, behind one reference: a kernel is copied with every descriptor and lock.
  private final class Surroundings: Sendable {
    let localLocks: LocalLockTable
    let clock: SessionClock
    let held: HeldFiles?
    let memory: ProcessState

    init(_ localLocks: LocalLockTable, _ clock: SessionClock, _ memory: ProcessState) {
      (self.localLocks, self.clock, self.held, self.memory) = (localLocks, clock, memory.held, memory)
    }
  }

  private let surroundings: Surroundings

  /// - Parameter memory: what is kept and shared beside files; `nil` for nothing.
  package init(localLocks: LocalLockTable, clock: SessionClock = .system, memory: ProcessState? = nil) {
    surroundings = Surroundings(localLocks, clock, memory ?? ProcessState())
  }

  /// To be called before the first file of a directory of this strategy is opened.
  package static func prepare(for strategy: FileSessionStore.Strategy) {
    if strategy.locksBelongToProcess { PosixLocks.use() }
  }

  package func open(_ name: EntryName, in directory: CInt, for flags: OpenFlags) -> CInt {
    let result = openOnce(name, directory, flags)
    guard result == -Errno.processFiles, let held = surroundings.held else { return result }
    // What is held open must not be what somebody else lacks.
    held.closeAll()
    return openOnce(name, directory, flags)
  }

  private func openOnce(_ name: EntryName, _ directory: CInt, _ flags: OpenFlags) -> CInt {
    unsafe withPath(name) { path in
      if let parked = unsafe PosixLocks.parked(path, in: directory, for: .init(flags)) { return parked }
      if flags.contains(.exclusiveCreate) { return unsafe Self.made(path, directory, flags) }
      guard flags.contains(.create) else { return unsafe file_sessions_open(directory, path, flags.rawValue, 0) }
      // What is opened for writing alone is there already, and written over.
      let expectsNew = flags.contains(.read) && name.isOftenNew
      return unsafe Self.openedOrMade(path, directory, flags, expectsNew: expectsNew)
    }
  }

  /// `O_CREAT` in two steps, since only one that makes the file knows that it did.
  private static func openedOrMade(
    _ path: UnsafePointer<CChar>, _ directory: CInt, _ flags: OpenFlags, expectsNew: Bool
  ) -> CInt {
    var (makes, result) = (expectsNew, CInt(0))
    // Others may make and remove it in turns.
    for _ in 0..<64 {
      if makes {
        result = unsafe made(path, directory, flags.subtracting(.create).union(.exclusiveCreate))
        if result != -Errno.exists { return result }
      } else {
        result = unsafe file_sessions_open(directory, path, flags.subtracting(.create).rawValue, 0)
        if result != -Errno.noEntry { return result }
      }
      makes.toggle()
    }
    return result
  }

  /// The umask of another thread must not make a file that nobody can open.
  private static func made(_ path: UnsafePointer<CChar>, _ directory: CInt, _ flags: OpenFlags) -> CInt {
    let descriptor = unsafe file_sessions_open(directory, path, flags.rawValue, 0o600)
    if descriptor >= 0 { _ = file_sessions_set_mode(descriptor, 0o600) }
    return descriptor
  }

  package func close(_ descriptor: CInt) -> CInt {
    if let held = surroundings.held, !held.drop(descriptor) { return 0 }
    return PosixLocks.close(descriptor)
  }

  package func heldDescriptor(of digest: SessionDigest) -> CInt {
    surroundings.held?.borrow(digest) ?? -Errno.noEntry
  }

  package func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt {
    guard let held = surroundings.held else { return PosixLocks.close(descriptor) }
    let closing = held.keep(descriptor, for: digest)
    return closing < 0 ? 0 : PosixLocks.close(closing)
  }

  package func read(_ descriptor: CInt, into bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    unsafe bytes.withUnsafeMutableBufferPointer {
      Int(unsafe file_sessions_read(descriptor, $0.baseAddress, $0.count, Int64(offset)))
    }
  }

  package func write(_ descriptor: CInt, _ bytes: Span<UInt8>, at offset: Int) -> Int {
    unsafe bytes.withUnsafeBufferPointer {
      Int(unsafe file_sessions_write(descriptor, $0.baseAddress, $0.count, Int64(offset)))
    }
  }

  package func truncate(_ descriptor: CInt, to length: Int) -> CInt {
    file_sessions_truncate(descriptor, Int64(length))
  }

  package func synchronize(_ descriptor: CInt, _ depth: SynchronizationDepth) -> CInt {
    switch depth {
    case .data: file_sessions_synchronize_data(descriptor)
    case .everything: file_sessions_synchronize(descriptor)
    }
  }

  package func status(of descriptor: CInt) -> StatusResult {
    var native = file_sessions_status()
    let result = unsafe file_sessions_status_of(descriptor, &native)
    return StatusResult(result: result, status: FileStatus(native))
  }

  package func status(at name: EntryName, in directory: CInt) -> StatusResult {
    var native = file_sessions_status()
    let result = unsafe withPath(name) { unsafe file_sessions_status_at(directory, $0, &native) }
    return StatusResult(result: result, status: FileStatus(native))
  }

  package func rename(_ from: EntryName, to: EntryName, in directory: CInt, _ mode: RenameMode) -> CInt {
    let how =
      switch mode {
      case .replace: FILE_SESSIONS_RENAME_REPLACE
      case .noReplace: FILE_SESSIONS_RENAME_NO_REPLACE
      case .exchange: FILE_SESSIONS_RENAME_EXCHANGE
      }
    return unsafe withPath(from) { from in
      unsafe withPath(to) { unsafe file_sessions_rename(directory, from, $0, CInt(how)) }
    }
  }

  package func link(_ from: EntryName, to: EntryName, in directory: CInt) -> CInt {
    unsafe withPath(from) { from in unsafe withPath(to) { unsafe file_sessions_link(directory, from, $0) } }
  }

  package func unlink(_ name: EntryName, in directory: CInt) -> CInt {
    unsafe withPath(name) { unsafe file_sessions_unlink(directory, $0) }
  }

  package func lock(_ descriptor: CInt, _ kind: LockKind, _ mode: LockMode) -> CInt {
    switch (kind.call, mode) {
    case (.flock, .shared): file_sessions_flock_shared(descriptor)
    case (.flock, .exclusive): file_sessions_flock_exclusive(descriptor)
    case (.ofd, let mode):
      file_sessions_ofd_lock(descriptor, mode == .exclusive ? 1 : 0, kind.range.start, kind.range.length)
    case (.posix, let mode): PosixLocks.lock(descriptor, kind.range, mode)
    }
  }

  package func unlock(_ descriptor: CInt, _ kind: LockKind) -> CInt {
    switch kind.call {
    case .flock: file_sessions_flock_release(descriptor)
    case .ofd: file_sessions_ofd_release(descriptor, kind.range.start, kind.range.length)
    case .posix: PosixLocks.unlock(descriptor, kind.range)
    }
  }

  package func holder(of descriptor: CInt, _ kind: LockKind) -> CInt {
    switch kind.call.traits.table {
    case .flock:
      let found = status(of: descriptor)
      return found.result == 0 ? LockTable.holder(of: found.status) : 0
    // An OFD lock's holder is known to /proc/*/fdinfo alone; -1 stands for one.
    case .fcntl: return max(0, file_sessions_posix_holder(descriptor, kind.range.start, kind.range.length))
    }
  }

  package func changeCounter(of digest: SessionDigest) -> ChangeCounter {
    surroundings.memory.table?.changeCounter(of: digest) ?? ChangeCounter(word: 1)
  }

  package func note(_ end: ChangeEnd, of digest: SessionDigest) { surroundings.memory.table?.note(end, of: digest) }

  package func readCache(_ digest: SessionDigest, in changeCounter: ChangeCounter, at now: Timestamp) -> CachedSession?
  {
    surroundings.memory.sessionCache?.find(digest, in: changeCounter, at: now)
  }

  package func writeCache(
    _ digest: SessionDigest, _ session: CachedSession, in changeCounter: ChangeCounter, at now: Timestamp
  ) {
    surroundings.memory.sessionCache?.insert(digest, session, in: changeCounter, at: now)
  }

  package func now() -> Timestamp { surroundings.clock.now() }

  package func random() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }

  package func forkCount() -> UInt32 { file_sessions_fork_count() }
  package func ticket(for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest {
    surroundings.localLocks.ticket(for: domain, mode)
  }

  package func requestLocalLock(_ ticket: LocalLockRequest) -> LocalLockAnswer { surroundings.localLocks.enter(ticket) }
  package func releaseLocalLock(_ ticket: LocalLockRequest) { surroundings.localLocks.leave(ticket) }

  package func list(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt { Listing.each(directory, body) }

  /// Calls `body` with the name as a C string, which lives on the stack.
  private func withPath<Result>(_ name: EntryName, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    name.write(to: &bytes)
    assert(bytes[63] == 0, "a name ends within its buffer")
    let span = bytes.span
    return unsafe span.withUnsafeBytes { buffer in
      // Never empty: the array has 64 bytes, the last of them NUL.
      unsafe body(buffer.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self))
    }
  }
}

extension EntryName {
  /// Whether one that is opened or made is made, most of the time. A lock file stays as long as its session does.
  fileprivate var isOftenNew: Bool {
    switch self {
    case .lock, .stripe, .ranges: false
    default: true
    }
  }
}

extension FileStatus {
  init(_ native: file_sessions_status) {
    self.init()
    device = native.device
    inode = native.inode
    links = native.links
    size = Int(native.size)
    blocks = Int(native.blocks)
    modified = Timestamp(nanosecondsSince1970: native.modified)
    owner = native.owner
    permissions = native.permissions
    kind = Kind(rawValue: native.kind) ?? .other
  }
}
