internal import FileSessions

/// A sequence on the simulated kernel.
struct SimulatedRun {
  /// One call, what it was asked as, and what it came to.
  struct Exchange {
    var call: KernelCall
    /// The request with the simulated kernel's descriptors; `nil` for a death.
    var request: SystemRequest?
    var result: SystemResult?
    /// Which simulated inodes there are afterwards, by bit.
    var inodes: UInt32
    /// Which simulated descriptors are open afterwards, by bit.
    var descriptors: UInt128
  }

  struct Handle {
    var client: Int
    var descriptor: CInt
  }

  let kernel: SimulatedKernel
  var world = KernelState()
  /// Room that is kept for the process that looks at the locks in the end.
  var sparedLocks = 1
  private(set) var handles: [CInt: Handle] = [:]
  private(set) var exchanges: [Exchange] = []

  init(mutation: KernelMutation?) {
    kernel = SimulatedKernel(processes: Array(0...KernelProgram.clientLimit), mutation: mutation)
    for name in KernelPool.names { _ = kernel.step(.statusAt(name, directory: SimulatedKernel.directory)) }
  }

  /// What a client has open and has not asked to be closed, in the order of opening.
  func openHandles(of client: Int) -> [CInt] { handles.filter { $0.value.client == client }.keys.sorted() }

  /// Makes a call, unless it is one that the simulation is not made for.
  @discardableResult
  mutating func make(_ call: KernelCall) -> Bool {
    guard case .request(let request) = call.action else {
      kernel.kill(call.client, &world)
      handles = handles.filter { $0.value.client != call.client }
      note(call, nil, nil)
      return true
    }
    guard let resolved = resolve(request, call.client), isAllowed(resolved, by: call.client) else { return false }
    let result = perform(resolved, by: call.client)
    note(call, resolved, result)
    switch (request, result) {
    case (.open, .number(let descriptor)) where descriptor >= 0:
      let handle = KernelCall.handle(openedBy: call.number)
      handles[handle] = Handle(client: call.client, descriptor: CInt(descriptor))
    case (.close(let handle), _): handles[handle] = nil
    default: break
    }
    return true
  }

  private func resolve(_ request: SystemRequest, _ client: Int) -> SystemRequest? {
    guard let descriptor = request.descriptor, descriptor >= KernelCall.handle(openedBy: 0) else { return request }
    guard let handle = handles[descriptor], handle.client == client else { return nil }
    return request.on(handle.descriptor)
  }

  /// To the last piece of a read or a write: nobody comes between.
  private mutating func perform(_ request: SystemRequest, by client: Int) -> SystemResult {
    let step = kernel.step(request)
    while true {
      if let answer = kernel.perform(step, by: client, &world) { return kernel.result(answer, of: step) }
    }
  }

  private mutating func note(_ call: KernelCall, _ request: SystemRequest?, _ result: SystemResult?) {
    var (inodes, descriptors): (UInt32, UInt128) = (0, 0)
    for inode in world.contents.indices where world.exists(inode) { inodes |= 1 << UInt32(inode) }
    for slot in world.descriptors.indices where world.descriptors[slot] != 0 { descriptors |= 1 << UInt128(slot) }
    exchanges.append(
      Exchange(call: call, request: request, result: result, inodes: inodes, descriptors: descriptors))
  }
}

// What a sequence has to keep off, since the simulation is not made for it.

extension SimulatedRun {
  /// Whether a state has room for a call's effect, and its lock is one that the simulation can keep.
  func isAllowed(_ request: SystemRequest, by client: Int) -> Bool {
    switch request {
    case .open(_, _, let flags):
      hasRoomForDescriptor(client) && (hasRoomForInode || flags.isDisjoint(with: [.create, .exclusiveCreate]))
    case .lock(let descriptor, let kind, _):
      lockCount + sparedLocks < world.locks.count && overlapsNothing(descriptor, kind, client)
    case .unlock(let descriptor, let kind): overlapsNothing(descriptor, kind, client)
    default: true
    }
  }

  private func hasRoomForDescriptor(_ client: Int) -> Bool {
    (0..<KernelState.descriptorLimit).contains { world.descriptors[client * KernelState.descriptorLimit + $0] == 0 }
  }

  private var hasRoomForInode: Bool { world.contents.indices.contains { world.contents[$0] == 0 } }

  private var lockCount: Int { world.locks.indices.count { world.locks[$0] != 0 } }

  /// One owner's locks on one file never overlap in part: a kernel splits and merges such ranges, and the store, whose
  /// ranges are the whole file or one byte of a file for that, never has any.
  private func overlapsNothing(_ descriptor: CInt, _ kind: LockKind, _ client: Int) -> Bool {
    guard let inode = world.inode(of: descriptor) else { return true }
    let traits = kind.call.traits
    guard traits.coversRanges else { return true }
    let owner = traits.owner == .process ? client : KernelState.slot(descriptor)
    return world.locks.indices.allSatisfy { index in
      guard let held = HeldKernelLock(world.locks[index]) else { return true }
      guard held.inode == inode, held.call == kind.call, held.owner == owner else { return true }
      return (held.range == 0) == (kind.range == .wholeFile)
    }
  }
}

// What comes after a sequence: calls too, so that they are compared like the others.

extension SimulatedRun {
  /// Makes the calls of a sequence, looks at what they leave, and clears up so that the next one finds nothing.
  static func whole(_ program: KernelProgram, mutation: KernelMutation?) -> SimulatedRun {
    var run = SimulatedRun(mutation: mutation)
    for call in program.calls { run.make(call) }
    var number = (program.calls.last?.number ?? 0) + 1
    run.lookAtTree(by: program.clients, &number)
    run.lookAtLocks(by: program.clients, program.ranges, &number)
    for client in 0..<program.clients { run.leave(client, &number) }
    return run
  }

  private mutating func ask(_ request: SystemRequest, by client: Int, _ number: inout Int) -> SystemResult? {
    defer { number += 1 }
    return make(KernelCall(number: number, client: client, action: .request(request))) ? exchanges.last?.result : nil
  }

  /// Names, contents, numbers of links, and which names are one file.
  private mutating func lookAtTree(by client: Int, _ number: inout Int) {
    _ = ask(.list(directory: SimulatedKernel.directory), by: client, &number)
    for name in KernelPool.names {
      _ = ask(.statusAt(name, directory: SimulatedKernel.directory), by: client, &number)
      guard let handle = open(name, by: client, &number) else { continue }
      _ = ask(.read(handle, count: 8192, offset: 0), by: client, &number)
      _ = ask(.close(handle), by: client, &number)
    }
  }

  private mutating func open(_ name: EntryName, by client: Int, _ number: inout Int) -> CInt? {
    let handle = KernelCall.handle(openedBy: number)
    let result = ask(.open(name, directory: SimulatedKernel.directory, [.read, .write]), by: client, &number)
    guard case .number(let descriptor) = result, descriptor >= 0 else { return nil }
    return handle
  }

  /// Tries every lock on every file that has a name, and gives it up again.
  private mutating func lookAtLocks(by client: Int, _ ranges: Set<LockRange>, _ number: inout Int) {
    sparedLocks = 0
    let inOrder = KernelPool.ranges.filter { ranges.contains($0) }
    for name in KernelPool.names where world.inode(named: kernel.number(of: name)) != nil {
      guard let handle = open(name, by: client, &number) else { continue }
      for kind in Self.kinds(inOrder) {
        for mode in [LockMode.shared, .exclusive] {
          guard ask(.lock(handle, kind, mode), by: client, &number) == .number(0) else { continue }
          _ = ask(.unlock(handle, kind), by: client, &number)
        }
      }
      _ = ask(.close(handle), by: client, &number)
    }
  }

  /// What keeps another process from a byte keeps it from every lock of that table: each kind is tried once, and the
  /// one of open file descriptions on each range.
  private static func kinds(_ ranges: [LockRange]) -> [LockKind] {
    LockCall.allCases.flatMap { call in
      call.traits.coversRanges && call.traits.owner == .openFileDescription
        ? ranges.map { LockKind(call, $0) } : [LockKind(call)]
    }
  }

  /// Gives up a process's own locks, which are all that closing would not end, and closes what it has open.
  private mutating func leave(_ client: Int, _ number: inout Int) {
    for handle in openHandles(of: client) {
      _ = ask(.statusOf(handle), by: client, &number)
      for call in LockCall.allCases where call.traits.owner == .process {
        for range in KernelPool.ranges {
          // As often as there may be holders: each of them gives its own up.
          while registryHolds(handle, range, client) {
            guard ask(.unlock(handle, LockKind(call, range)), by: client, &number) != nil else { break }
          }
        }
      }
    }
    for handle in openHandles(of: client) { _ = ask(.close(handle), by: client, &number) }
    // Where a lock's descriptors were all closed by name, the process still has both.
    if world.registries[client] != 0 { make(KernelCall(number: number, client: client, action: .death)) }
  }

  private func registryHolds(_ handle: CInt, _ range: LockRange, _ client: Int) -> Bool {
    guard let descriptor = handles[handle]?.descriptor, let inode = world.inode(of: descriptor) else { return false }
    let registry = kernel.registries[Int(world.registries[client])]
    return registry.request(kernel.file(inode), range, .exclusive) == .conflict
  }
}

extension KernelProgram {
  /// The ranges that its locks are about, and the whole file.
  var ranges: Set<LockRange> {
    var ranges: Set<LockRange> = [.wholeFile]
    for call in calls {
      switch call.action {
      case .request(.lock(_, let kind, _)): ranges.insert(kind.range)
      default: break
      }
    }
    return ranges
  }
}
