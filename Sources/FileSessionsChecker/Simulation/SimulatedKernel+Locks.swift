internal import FileSessions

// Kernel locks, the library's registry of POSIX locks, and turns.

extension SimulatedKernel {
  func lock(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    guard let inode = world.inode(of: step.descriptor) else { return withoutFile(step) }
    let wanted = held(step, inode, client)
    guard step.lockCall.traits.owner == .process else { return lockInKernel(wanted, step, &world) }
    let range = ranges[Int(step.range)]
    let mode = step.isExclusive ? LockMode.exclusive : .shared
    var registry = registries[Int(world.registries[processes[client]])]
    switch registry.request(file(inode), range, mode) {
    case .conflict: return -Int64(Errno.wouldBlock)
    case .alreadyHeld: break
    case .askKernel:
      let result = lockInKernel(wanted, step, &world)
      guard result == 0 else { return result }
    }
    registry.granted(file(inode), range, mode)
    world.registries[processes[client]] = UInt16(registries.number(of: registry))
    return 0
  }

  func unlock(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    guard let inode = world.inode(of: step.descriptor) else { return withoutFile(step) }
    let held = held(step, inode, client)
    guard step.lockCall.traits.owner == .process else {
      drop(held, &world)
      return 0
    }
    var registry = registries[Int(world.registries[processes[client]])]
    let release = registry.release(file(inode), ranges[Int(step.range)])
    world.registries[processes[client]] = UInt16(registries.number(of: registry))
    if release.tellKernel { drop(held, &world) }
    for descriptor in release.close { closeInKernel(KernelState.slot(descriptor), client, &world) }
    return 0
  }

  /// Whether the library's registry lets a descriptor be closed now.
  func mayClose(_ descriptor: CInt, of inode: Int, _ client: Int, _ world: inout KernelState) -> Bool {
    let process = processes[client]
    guard world.registries[process] != 0, mutation != .closesWithoutRegistry else { return true }
    var registry = registries[Int(world.registries[process])]
    let access = world.access(of: descriptor)
    let answer = registry.mayClose(descriptor, access, of: file(inode))
    world.registries[process] = UInt16(registries.number(of: registry))
    return answer
  }

  /// A descriptor that the library's registry has parked, for somebody who opens the file.
  func takeParked(_ inode: Int, _ flags: OpenFlags, _ client: Int, _ world: inout KernelState) -> CInt? {
    let process = processes[client]
    guard world.registries[process] != 0, let access = PosixLockRegistry.Access(flags) else { return nil }
    var registry = registries[Int(world.registries[process])]
    guard let descriptor = registry.takeParked(access, of: file(inode)) else { return nil }
    world.registries[process] = UInt16(registries.number(of: registry))
    return descriptor
  }

  func file(_ inode: Int) -> PosixLockRegistry.File {
    PosixLockRegistry.File(device: 1, inode: UInt64(inode + 1))
  }

  private func held(_ step: Step, _ inode: Int, _ client: Int) -> HeldKernelLock {
    let isShared = mutation?.sharesDescriptions == true
    let owner =
      step.lockCall.traits.owner == .process || isShared ? processes[client] : KernelState.slot(step.descriptor)
    return HeldKernelLock(
      inode: inode, call: step.lockCall, owner: owner, range: Int(step.range), isExclusive: step.isExclusive)
  }

  /// The registry looks up the file first, and says in its own words that there is none.
  private func withoutFile(_ step: Step) -> Int64 {
    step.lockCall.traits.owner == .process ? -Int64(Errno.inputOutput) : badDescriptor
  }

  private func lockInKernel(_ wanted: HeldKernelLock, _ step: Step, _ world: inout KernelState) -> Int64 {
    // fcntl(2): a descriptor has to be open for what others are kept from. flock(2) takes any.
    let traits = step.lockCall.traits
    let isFit = world.isOpen(step.descriptor, for: step.isExclusive ? .write : .read)
    guard isFit || !traits.needsFittingDescriptor else { return badDescriptor }
    if mutation == .locksAlwaysGranted { return 0 }
    var wanted = wanted
    if mutation == .exclusiveIsShared { wanted.isExclusive = false }
    var conflict = false
    var replaced: UInt32 = 0
    for index in world.locks.indices {
      guard let other = HeldKernelLock(world.locks[index]) else { break }
      if wanted.conflicts(with: other) { conflict = true }
      if wanted.replaces(other) { replaced = world.locks[index] }
    }
    // flock(2) drops the old lock before it looks for conflicts; fcntl(2) keeps it where the new one is refused.
    if replaced == wanted.number { return 0 }
    if replaced != 0, !traits.survivesRefusedChange || !conflict { world.locks.removeSorted(replaced) }
    guard !conflict else { return -Int64(Errno.wouldBlock) }
    world.locks.insertSorted(wanted.number)
    return 0
  }

  private func drop(_ held: HeldKernelLock, _ world: inout KernelState) {
    if mutation == .unlockDoesNothing { return }
    for index in world.locks.indices {
      guard let other = HeldKernelLock(world.locks[index]) else { return }
      if held.replaces(other) {
        world.locks.removeSorted(world.locks[index])
        return
      }
    }
  }

  /// What a close takes with it: the description's own locks, and every POSIX lock of the process on that file.
  func dropLocks(of slot: Int, _ process: Int, on inode: Int, _ world: inout KernelState) {
    var index = 0
    while index < world.locks.count, let other = HeldKernelLock(world.locks[index]) {
      let isOwn: Bool
      if other.call.traits.owner == .process {
        isOwn = other.owner == process && other.inode == inode && mutation != .closeKeepsPosixLock
      } else if mutation?.sharesDescriptions == true {
        isOwn = other.owner == process && other.inode == inode && !world.isOpen(inode)
      } else {
        isOwn = other.owner == slot && mutation != .closeKeepsLock
      }
      if isOwn { world.locks.removeSorted(world.locks[index]) } else { index += 1 }
    }
  }
}

// MARK: - Turns

extension SimulatedKernel {
  /// 0 where the local lock is granted, 1 where it is queued.
  func requestLocalLock(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    if mutation?.ignoresLocalLocks == true { return 0 }
    let process = processes[client]
    var queue = queues[Int(world.queues[process])]
    let answer = queue.enter(tickets[Int(step.ticket)])
    world.queues[process] = UInt16(queues.number(of: queue))
    return answer == .granted ? 0 : 1
  }

  func releaseLocalLock(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    if mutation?.ignoresLocalLocks == true { return 0 }
    let process = processes[client]
    var queue = queues[Int(world.queues[process])]
    for granted in queue.leave(tickets[Int(step.ticket)]) {
      // A ticket's number begins with its client; see `Operation.ticket`.
      world.phases[Int(granted.number >> 8)] = .granted
    }
    world.queues[process] = UInt16(queues.number(of: queue))
    return 0
  }
}
