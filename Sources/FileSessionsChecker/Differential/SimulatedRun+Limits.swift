internal import FileSessions

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
    (0..<World.descriptorLimit).contains { world.descriptors[client * World.descriptorLimit + $0] == 0 }
  }

  private var hasRoomForInode: Bool { world.contents.indices.contains { world.contents[$0] == 0 } }

  private var lockCount: Int { world.locks.indices.count { world.locks[$0] != 0 } }

  /// One owner's locks on one file never overlap in part: a kernel splits and merges such ranges, and the store, whose
  /// ranges are the whole file or one byte of a file for that, never has any.
  private func overlapsNothing(_ descriptor: CInt, _ kind: LockKind, _ client: Int) -> Bool {
    guard let inode = world.inode(of: descriptor) else { return true }
    let traits = kind.call.traits
    guard traits.coversRanges else { return true }
    let owner = traits.owner == .process ? client : World.slot(descriptor)
    return world.locks.indices.allSatisfy { index in
      guard let held = HeldKernelLock(world.locks[index]) else { return true }
      guard held.inode == inode, held.call == kind.call, held.owner == owner else { return true }
      return (held.range == 0) == (kind.range == .wholeFile)
    }
  }
}
