internal import FileSessions

/// Which real descriptors and inodes stand for the simulation's: one for one, as long as there are both.
struct Correspondence {
  private var descriptors: [CInt: CInt] = [:]
  private var inodes: [Int: UInt64] = [:]

  /// The real descriptor that a call of the simulation names.
  func text(_ descriptor: CInt) -> String {
    if descriptor == SimulatedKernel.directory { return "directory" }
    return descriptors[descriptor].map { "\($0)" } ?? "none"
  }

  /// Compares an answer with the computed one, and learns from it which number stands for which.
  mutating func agree(_ computed: SystemResult, _ real: SystemResult, to request: SystemRequest) -> Bool {
    switch (request, computed, real) {
    case (.open, .number(let computed), .number(let real)) where computed >= 0 && real >= 0:
      descriptors[CInt(computed)] = CInt(real)
      return true
    case (_, .status(let computed), .status(let real)): return agree(computed, real)
    default: return computed == real
    }
  }

  private mutating func agree(_ computed: StatusResult, _ real: StatusResult) -> Bool {
    guard computed.result == real.result, computed.status.kind == real.status.kind else { return false }
    // Of a directory, which every file system counts in its own way, that is all.
    guard computed.result == 0, computed.status.kind == .regular else { return true }
    guard computed.status.links == real.status.links, computed.status.size == real.status.size else { return false }
    let number = Int(computed.status.inode)
    if let known = inodes[number] { return known == real.status.inode }
    guard !inodes.values.contains(real.status.inode) else { return false }
    inodes[number] = real.status.inode
    return true
  }

  /// Forgets inodes that are gone: their numbers may come back, in the simulation or on disk, for others.
  mutating func forget(gone world: KernelState) {
    for number in inodes.keys where world.contents[number - 1] == 0 { inodes[number] = nil }
  }
}
