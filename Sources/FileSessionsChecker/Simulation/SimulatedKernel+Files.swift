internal import FileSessions

// Files and the directory.

extension SimulatedKernel {
  func open(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    let flags = step.flags
    // Linux has neither; see `file_sessions_has_open_lock`.
    guard flags.isDisjoint(with: [.sharedLock, .exclusiveLock]) else { return -Int64(Errno.notImplemented) }
    var inode: Int
    if let found = world.inode(named: step.name) {
      if flags.contains(.exclusiveCreate), mutation != .exclusiveCreateSucceeds { return -Int64(Errno.exists) }
      if let parked = takeParked(found, flags, client, &world) { return Int64(parked) }
      inode = found
    } else {
      guard flags.contains(.create) || flags.contains(.exclusiveCreate) else { return -Int64(Errno.noEntry) }
      inode = allocate(&world)
      world.setName(step.name, to: inode)
      note(&world, .enter(step.name, file: Disk.file(of: inode)))
    }
    if flags.contains(.truncate), mutation != .truncateDoesNothing {
      if world.contents[inode] != 1 { note(&world, .resize(file: Disk.file(of: inode), to: 0)) }
      world.contents[inode] = 1
    }
    return Int64(world.allocateDescriptor(inode, client: client, for: Access(flags)))
  }

  func allocate(_ world: inout KernelState) -> Int {
    // A number that was used comes back when there is no other: as near as a bounded model comes to never.
    let numbers = world.contents.indices
    if mutation == .inodesNeverReused, !numbers.contains(where: { world.contents[$0] == 0 }),
      let used = numbers.first(where: { !world.exists($0) })
    {
      world.contents[used] = 0
    }
    return world.allocateInode()
  }

  func freeIfUnused(_ inode: Int, _ world: inout KernelState) {
    world.freeInodeIfUnused(inode)
    if world.contents[inode] == 0 { changeDisk(&world) { $0.release(inode) } }
    if mutation == .inodesNeverReused, world.contents[inode] == 0 { world.contents[inode] = KernelState.usedUp }
  }

  func close(_ descriptor: CInt, _ client: Int, _ world: inout KernelState) -> Int64 {
    guard world.inode(of: descriptor) != nil else { return badDescriptor }
    return drop(descriptor, client, &world) ? closeAtOnce(descriptor, client, &world) : 0
  }

  func closeAtOnce(_ descriptor: CInt, _ client: Int, _ world: inout KernelState) -> Int64 {
    guard let inode = world.inode(of: descriptor) else { return badDescriptor }
    guard mayClose(descriptor, of: inode, client, &world) else { return 0 }
    closeInKernel(KernelState.slot(descriptor), client, &world)
    return 0
  }

  /// `close(2)` itself, behind the library's registry.
  func closeInKernel(_ slot: Int, _ client: Int, _ world: inout KernelState) {
    let inode = world.inode(in: slot)
    world.descriptors[slot] = 0
    dropLocks(of: slot, processes[client], on: inode, &world)
    freeIfUnused(inode, &world)
  }

  func readPiece(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64? {
    guard let inode = world.inode(of: step.descriptor), world.isOpen(step.descriptor, for: .read) else {
      return badDescriptor
    }
    let held = world.contents[inode] - 1
    let done = contents.count(world.partials[client])
    let start = step.offset + done
    let end = step.offset + step.count
    let stop = mutation?.makesReadsWhole == true ? end : min(end, cuts.end(after: start))
    let piece = contents.slice(held, from: start, to: stop)
    let delivered = contents.joined(world.partials[client], piece)
    let isLast = contents.count(piece) < stop - start || stop == end
    world.partials[client] = isLast ? 0 : delivered
    return isLast ? Int64(delivered) : nil
  }

  func writePiece(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64? {
    guard let inode = world.inode(of: step.descriptor), world.isOpen(step.descriptor, for: .write) else {
      return badDescriptor
    }
    var start = step.offset
    for _ in 0..<world.pieces[client] { start = cuts.end(after: start) }
    let end = step.offset + step.count
    let stop = mutation?.makesWritesWhole == true ? end : min(end, cuts.end(after: start))
    let piece = contents.slice(step.bytes, from: start - step.offset, to: stop - step.offset)
    let held = world.contents[inode] - 1
    let after = contents.overwriting(held, with: piece, at: start)
    let newEnd = contents.count(after) > contents.count(held) ? contents.count(after) : nil
    note(&world, .write(file: Disk.file(of: inode), bytes: piece, at: start, end: newEnd))
    world.contents[inode] = after + 1
    guard stop < end else {
      world.pieces[client] = 0
      return Int64(step.count)
    }
    world.pieces[client] += 1
    return nil
  }

  func truncate(_ step: Step, _ world: inout KernelState) -> Int64 {
    guard let inode = world.inode(of: step.descriptor) else { return badDescriptor }
    guard world.isOpen(step.descriptor, for: .write) else { return -Int64(Errno.invalid) }
    note(&world, .resize(file: Disk.file(of: inode), to: step.count))
    world.contents[inode] = contents.resized(world.contents[inode] - 1, to: step.count) + 1
    return 0
  }

  func status(_ step: Step, _ world: inout KernelState) -> Int64 {
    if step.descriptor == Self.directory {
      var status = FileStatus()
      (status.kind, status.links, status.inode, status.device) = (.directory, 2, 1000, 1)
      return Int64(statuses.number(of: StatusResult(result: 0, status: status)))
    }
    guard world.inode(of: step.descriptor) != nil else {
      return Int64(statuses.number(of: StatusResult(result: CInt(badDescriptor))))
    }
    return status(world.inode(of: step.descriptor), &world)
  }

  func status(_ inode: Int?, _ world: inout KernelState) -> Int64 {
    guard let inode else { return Int64(statuses.number(of: StatusResult(result: -Errno.noEntry))) }
    var status = FileStatus()
    status.device = 1
    status.inode = UInt64(inode + 1)
    status.links = UInt64(world.links[inode])
    status.size = contents.count(world.contents[inode] - 1)
    status.blocks = (status.size + 511) / 512
    status.modified = Self.start
    status.permissions = 0o600
    status.kind = .regular
    return Int64(statuses.number(of: StatusResult(result: 0, status: status)))
  }

  func unlink(_ step: Step, _ world: inout KernelState) -> Int64 {
    if mutation == .unlinkDoesNothing { return 0 }
    guard let inode = world.removeName(step.name) else { return -Int64(Errno.noEntry) }
    note(&world, .remove(step.name))
    freeIfUnused(inode, &world)
    return 0
  }

  func link(_ step: Step, _ world: inout KernelState) -> Int64 {
    guard let inode = world.inode(named: step.name) else { return -Int64(Errno.noEntry) }
    guard world.inode(named: step.other) == nil else { return -Int64(Errno.exists) }
    world.setName(step.other, to: inode)
    note(&world, .enter(step.other, file: Disk.file(of: inode)))
    return 0
  }

  /// In the order of the names on disk: one state has one listing, whatever numbers the names have.
  func list(_ world: KernelState) -> Int64 {
    var entries: [EntryName] = []
    for index in world.entries.indices where world.entries[index] != 0 {
      entries.append(names[Int(world.entries[index] >> 8)])
    }
    return Int64(listings.number(of: entries.sorted { $0.description < $1.description }))
  }
}

extension SimulatedKernel {
  func rename(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64? {
    guard let from = world.inode(named: step.name) else { return -Int64(Errno.noEntry) }
    let target = world.inode(named: step.other)
    switch step.mode {
    case .exchange:
      guard let target else { return -Int64(Errno.noEntry) }
      guard target != from else { return 0 }
      world.removeName(step.name)
      world.removeName(step.other)
      world.setName(step.name, to: target)
      world.setName(step.other, to: from)
      note(
        &world,
        .exchange(step.name, file: Disk.file(of: from), step.other, otherFile: Disk.file(of: target)))
      return 0
    case .noReplace:
      guard target == nil || mutation == .noReplaceReplaces else { return -Int64(Errno.exists) }
    case .replace: break
    }
    // Two names of one file: rename(2) does nothing.
    guard target != from else { return 0 }
    if mutation == .renameInTwoSteps, target != nil, world.pieces[client] == 0 {
      world.pieces[client] = 1
      if let old = world.removeName(step.other) { freeIfUnused(old, &world) }
      return nil
    }
    world.pieces[client] = 0
    let old = world.removeName(step.other)
    world.removeName(step.name)
    world.setName(step.other, to: from)
    note(&world, .move(step.name, to: step.other, file: Disk.file(of: from)))
    if let old { freeIfUnused(old, &world) }
    return 0
  }
}
