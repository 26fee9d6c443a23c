internal import FileSessions

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

  /// What keeps another process from a byte keeps it from every lock of that table: each kind is tried once, and the one of
  /// open file descriptions on each range.
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
