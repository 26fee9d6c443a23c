internal import FileSessions

/// A kernel whose whole state is a `KernelState`: it answers the calls of the seam as Linux does, one step at a time.
///
/// 1. A read or a write happens in pieces, at least two for a record: no file system but XFS makes them whole
///    (`Cuts`). Every other call is one step.
/// 2. A call answers a number: what the call returns, `-errno`, or the number of a value in one of the tables here.
/// 3. It is true to Linux by comparison, not by assertion: `make check-kernel` makes random sequences of calls on both.
final class SimulatedKernel {
  let contents = Contents()
  let names = Interner<EntryName>()
  let ranges = Interner<LockRange>([.wholeFile])
  let queues = Interner<LocalLockQueue>([LocalLockQueue()])
  let registries = Interner<PosixLockRegistry>([PosixLockRegistry()])
  let listings = Interner<[EntryName?]>()
  let tickets = Interner<LocalLockRequest>()
  let statuses = Interner<StatusResult>()
  let digests = Interner<SessionDigest>()
  let caches = Interner<DescriptorCache>([DescriptorCache(capacity: 1)])
  let memories = Interner<SessionCache>([SessionCache(capacity: 1, byteLimit: 1 << 20)])
  let sessions = Interner<CachedSession?>([nil])
  let recollections = Interner<Recollection>()
  let disks = Interner<Disk?>([nil])
  /// By disk: what may be left of it.
  var images: [UInt32: [DiskImage]] = [:]
  /// Where the clock can stand, in seconds from `start`.
  var times = [0]
  /// Where reads and writes can be interrupted.
  var cuts = Cuts.two
  /// What the directory lies on, where the power may fail.
  var fileSystem: FileSessionStore.FileSystemModel?
  let mutation: KernelMutation?

  /// Which process a client belongs to.
  var processes: [Int]

  /// The descriptor of the store directory.
  static let directory: CInt = 3
  /// Where the clock stands at the beginning.
  static let start = Timestamp(nanosecondsSince1970: 1_000_000_000_000_000)

  init(processes: [Int] = [], mutation: KernelMutation? = nil) {
    self.processes = processes
    self.mutation = mutation
  }

  /// Makes one step of a call.
  /// - Returns: the answer, or `nil` where another piece is still to come.
  func perform(_ step: Step, by client: Int, _ world: inout KernelState) -> Int64? {
    switch step.verb {
    case .open: return open(step, client, &world)
    case .close: return close(step.descriptor, client, &world)
    case .read: return readPiece(step, client, &world)
    case .write: return writePiece(step, client, &world)
    case .truncate: return truncate(step, &world)
    case .synchronize: return synchronize(step, &world)
    case .statusOf: return status(step, &world)
    case .statusAt: return status(world.inode(named: step.name), &world)
    case .rename: return rename(step, client, &world)
    case .link: return link(step, &world)
    case .unlink: return unlink(step, &world)
    case .list: return list(world)
    case .lock: return lock(step, client, &world)
    case .unlock: return unlock(step, client, &world)
    case .holder: return 0
    case .now: return Int64(times[Int(world.clock)])
    case .requestLocalLock: return requestLocalLock(step, client, &world)
    case .releaseLocalLock: return releaseLocalLock(step, client, &world)
    default: return performInMemory(step, client, &world)
    }
  }

  /// What a call answers that fails.
  func fail(_ step: Step, _ fault: Fault, by client: Int, _ world: inout KernelState) -> Int64 {
    let error =
      switch fault {
      case .interrupted: Errno.interrupted
      case .noSpace: Errno.noSpace
      case .inputOutput: Errno.inputOutput
      case .shortWrite: CInt(0)
      }
    switch step.verb {
    case .statusOf, .statusAt: return Int64(statuses.number(of: StatusResult(result: -error)))
    case .close:
      _ = close(step.descriptor, client, &world)
      return -Int64(error)
    case .write where fault == .shortWrite:
      var half = step
      half.count = step.count / 2
      half.bytes = contents.slice(step.bytes, from: 0, to: half.count)
      while true { if let count = writePiece(half, client, &world) { return count } }
    case .synchronize where fault == .inputOutput:
      loseUnwritten(step, &world)
      return -Int64(error)
    default: return -Int64(error)
    }
  }

  var badDescriptor: Int64 { -9 }

  /// What a process that dies takes with it: descriptors, the locks on them, its POSIX locks, its turns.
  func kill(_ client: Int, _ world: inout KernelState) {
    let process = processes[client]
    for other in processes.indices where processes[other] == process {
      for place in 0..<KernelState.descriptorLimit {
        let slot = other * KernelState.descriptorLimit + place
        guard world.descriptors[slot] != 0 else { continue }
        let locks = world.locks
        closeInKernel(slot, other, &world)
        if mutation == .killKeepsLocks { world.locks = locks }
      }
      switch world.phases[other] {
      case .absent, .done: break
      // Its next operation never began.
      case .ready: world.phases[other] = .done
      default: world.phases[other] = .killed
      }
      world.nodes[other] = 0
      world.partials[other] = 0
      world.pieces[other] = 0
    }
    world.queues[process] = 0
    world.caches[process] = 0
    world.memories[process] = 0
    world.registries[process] = 0
  }
}
