internal import CFileSessions
internal import Synchronization

/// The POSIX locks of this process, over all its stores: registries behind mutexes, and the calls that they order.
package enum PosixLocks {
  /// One of many registries: what concerns one file concerns no other, and every close of every file comes by here.
  private final class Shard: Sendable {
    struct State {
      var registry = PosixLockRegistry()
      /// Of which process it is. A forked child has none of its parent's POSIX locks (fcntl(2)).
      var forkCount: UInt32 = 0
    }
    let state = Mutex(State())
  }

  private static let shards = (0..<64).map { _ in Shard() }
  /// Whether this process uses POSIX locks at all. One that does not closes its files without asking.
  private static let isInUse = Atomic(false)
  /// How many descriptors are parked: while there are none, who opens a file need not ask.
  private static let parkedCount = Atomic(0)

  /// Called before a store with POSIX locks opens its first file: a close that did not yet know of the registry could
  /// drop a lock that another thread is just being granted.
  package static func use() { isInUse.store(true, ordering: .sequentiallyConsistent) }

  private static func file(_ descriptor: CInt) -> PosixLockRegistry.File? {
    var native = file_sessions_status()
    guard unsafe file_sessions_status_of(descriptor, &native) == 0 else { return nil }
    return PosixLockRegistry.File(device: native.device, inode: native.inode)
  }

  private static func withRegistry<Result>(
    of file: PosixLockRegistry.File, _ body: (inout PosixLockRegistry) -> Result
  ) -> Result {
    shards[Int(truncatingIfNeeded: file.inode) & (shards.count - 1)].state.withLock { state in
      let now = file_sessions_fork_count()
      if state.forkCount != now { state = Shard.State(forkCount: now) }
      return body(&state.registry)
    }
  }

  /// `0`, `-EWOULDBLOCK`, or the error of fcntl(2).
  static func lock(_ descriptor: CInt, _ range: LockRange, _ mode: LockMode) -> CInt {
    guard let file = file(descriptor) else { return -Errno.inputOutput }
    return withRegistry(of: file) { registry in
      switch registry.request(file, range, mode) {
      case .conflict: return -Errno.wouldBlock
      case .alreadyHeld: break
      case .askKernel:
        let result = file_sessions_posix_lock(descriptor, mode == .exclusive ? 1 : 0, range.start, range.length)
        guard result == 0 else { return result }
      }
      registry.granted(file, range, mode)
      return 0
    }
  }

  static func unlock(_ descriptor: CInt, _ range: LockRange) -> CInt {
    guard let file = file(descriptor) else { return -Errno.inputOutput }
    return withRegistry(of: file) { registry in
      let release = registry.release(file, range)
      let result = release.tellKernel ? file_sessions_posix_release(descriptor, range.start, range.length) : 0
      parkedCount.subtract(release.close.count, ordering: .relaxed)
      for descriptor in release.close { _ = file_sessions_close(descriptor) }
      return result
    }
  }

  /// Closes a descriptor, or keeps it where closing would drop a lock.
  static func close(_ descriptor: CInt) -> CInt {
    guard isInUse.load(ordering: .relaxed), let file = file(descriptor) else {
      return file_sessions_close(descriptor)
    }
    return withRegistry(of: file) { registry in
      if registry.mayClose(descriptor, access(of: descriptor), of: file) { return file_sessions_close(descriptor) }
      parkedCount.add(1, ordering: .relaxed)
      return 0
    }
  }

  private static func access(of descriptor: CInt) -> PosixLockRegistry.Access {
    switch file_sessions_access(descriptor) {
    case 0: .reading
    case 1: .writing
    default: .both
    }
  }

  /// A parked descriptor of the file that a name leads to; `nil` where there is none.
  static func parked(
    _ path: UnsafePointer<CChar>, in directory: CInt, for access: @autoclosure () -> PosixLockRegistry.Access?
  ) -> CInt? {
    guard parkedCount.load(ordering: .relaxed) > 0, let access = access() else { return nil }
    var native = file_sessions_status()
    guard unsafe file_sessions_status_at(directory, path, &native) == 0 else { return nil }
    let file = PosixLockRegistry.File(device: native.device, inode: native.inode)
    guard let descriptor = withRegistry(of: file, { $0.takeParked(access, of: file) }) else { return nil }
    parkedCount.subtract(1, ordering: .relaxed)
    return descriptor
  }
}
