internal import FileSessions

// The disk under the simulated kernel: told of every change, and asked what is left of them after a power cut.

extension SimulatedKernel {
  /// From now on, everything that is there being on the disk.
  func settleDisk(_ world: inout KernelState) {
    var disk = Disk()
    for index in world.entries.indices where world.entries[index] != 0 {
      disk.durable.setName(UInt8(world.entries[index] >> 8), to: UInt8(world.entries[index] & 0xff))
    }
    for inode in world.contents.indices where world.exists(inode) {
      disk.durable.setContent(of: Disk.file(of: inode), to: world.contents[inode] - 1)
    }
    world.disk = UInt32(disks.number(of: disk))
  }

  /// Has the disk know of a change, where the scenario has one.
  func note(_ world: inout KernelState, _ change: @autoclosure () -> DiskChange) {
    guard world.disk != 0 else { return }
    changeDisk(&world) { $0.pending.append(change()) }
  }

  func changeDisk(_ world: inout KernelState, _ change: (inout Disk) -> Void) {
    guard var disk = disks[Int(world.disk)] else { return }
    change(&disk)
    world.disk = UInt32(disks.number(of: disk))
  }

  func synchronize(_ step: Step, _ world: inout KernelState) -> Int64 {
    let inode = world.inode(of: step.descriptor)
    guard inode != nil || step.descriptor == Self.directory else { return badDescriptor }
    guard let model = fileSystem else { return 0 }
    changeDisk(&world) { disk in
      if let inode {
        disk.synchronize(Disk.file(of: inode), step.depth, model, contents)
      } else {
        disk.synchronizeDirectory(model, contents)
      }
    }
    return 0
  }

  /// A sync of a file fails, and its pages count as written.
  func loseUnwritten(_ step: Step, _ world: inout KernelState) {
    guard let inode = world.inode(of: step.descriptor) else { return }
    changeDisk(&world) { $0.loseWrites(of: Disk.file(of: inode)) }
  }

  /// What the disk of a state may look like when the power is back.
  func images(of world: KernelState) -> [DiskImage] {
    guard let model = fileSystem, let disk = disks[Int(world.disk)] else { return [] }
    if let known = images[world.disk] { return known }
    // In an order that does not depend on what was explored before: a token names an image by its place.
    let found = disk.images(model, contents).map { (key(of: $0), $0) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    images[world.disk] = found
    return found
  }

  private func key(of image: DiskImage) -> [UInt64] {
    image.entries.map { name, file in
      let text = Array(names[Int(name)].description.utf8)
      let held = contents.bytes(image.content(of: file))
      return [Checksum.xxh64(text.span, seed: 0), Checksum.xxh64(held.span, seed: 0)]
    }
    .sorted { $0.lexicographicallyPrecedes($1) }.flatMap(\.self)
  }

  /// The power fails: every process is gone, with all it had in memory, and an image of the disk is mounted.
  func mount(_ image: DiskImage, _ world: KernelState) -> KernelState {
    var mounted = world
    mounted.disk = 0
    for client in processes.indices { kill(client, &mounted) }
    mounted.changeCounter = 0
    mounted.entries = InlineArray(repeating: 0)
    mounted.contents = InlineArray(repeating: 0)
    mounted.links = InlineArray(repeating: 0)
    mounted.locks = InlineArray(repeating: 0)
    var inodes: [UInt8: Int] = [:]
    for (name, file) in image.entries {
      let inode = inodes[file] ?? mounted.allocateInode()
      inodes[file] = inode
      mounted.contents[inode] = image.content(of: file) + 1
      mounted.setName(name, to: inode)
    }
    return mounted
  }
}
