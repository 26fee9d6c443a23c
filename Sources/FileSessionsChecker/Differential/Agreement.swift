internal import FileSessions

/// Whether two kernels answer alike: equal results, and the same files and descriptors, however each numbers them.
///
/// What a number stands for counts as long as the inode or the descriptor lives; the next one may have any.
struct Agreement {
  private var realInodes: [UInt64: UInt64] = [:]
  private var simulatedInodes: [UInt64: UInt64] = [:]
  /// By the simulation's descriptor, which also tells whose it is.
  private var realDescriptors: [CInt: Int] = [:]

  /// Whether the real kernel's answer is the simulated one's.
  mutating func holds(_ exchange: SimulatedRun.Exchange, _ real: SystemResult?) -> Bool {
    defer { forget(exchange) }
    guard let request = exchange.request, let simulated = exchange.result, let real else { return true }
    switch (request, simulated, real) {
    case (.open, .number(let simulated), .number(let real)) where simulated >= 0 && real >= 0:
      return stands(real, for: CInt(simulated), exchange.call.client)
    case (_, .status(let simulated), .status(let real)): return isSame(simulated, real)
    case (_, .entries(let simulated, let first), .entries(let real, let second)):
      return first == second && Self.sorted(simulated) == Self.sorted(real)
    default: return simulated == real
    }
  }

  private mutating func stands(_ real: Int, for simulated: CInt, _ client: Int) -> Bool {
    // One that was parked beside a POSIX lock is lent again.
    if let known = realDescriptors[simulated] { return known == real }
    let isTaken = realDescriptors.contains { KernelState.client(of: $0.key) == client && $0.value == real }
    realDescriptors[simulated] = real
    return !isTaken
  }

  private mutating func isSame(_ simulated: StatusResult, _ real: StatusResult) -> Bool {
    guard simulated.result == real.result else { return false }
    guard simulated.result == 0 else { return true }
    let (first, second) = (simulated.status, real.status)
    guard first.kind == second.kind, stands(second.inode, for: first.inode) else { return false }
    // A directory's size and number of links are its file system's.
    return first.kind == .directory || first.size == second.size && first.links == second.links
  }

  private mutating func stands(_ real: UInt64, for simulated: UInt64) -> Bool {
    if realInodes[simulated] == nil, simulatedInodes[real] == nil {
      realInodes[simulated] = real
      simulatedInodes[real] = simulated
    }
    return realInodes[simulated] == real && simulatedInodes[real] == simulated
  }

  /// Drops what has ceased to live with a call.
  private mutating func forget(_ exchange: SimulatedRun.Exchange) {
    for (simulated, real) in realInodes where simulated <= 32 && exchange.inodes >> UInt32(simulated - 1) & 1 == 0 {
      realInodes[simulated] = nil
      simulatedInodes[real] = nil
    }
    for simulated in realDescriptors.keys where exchange.descriptors >> UInt128(KernelState.slot(simulated)) & 1 == 0 {
      realDescriptors[simulated] = nil
    }
  }

  private static func sorted(_ entries: [EntryName?]) -> [Int] {
    entries.map { $0.map { KernelPool.number(of: $0) } ?? -1 }.sorted()
  }
}

extension KernelState {
  static func client(of descriptor: CInt) -> Int { slot(descriptor) / descriptorLimit }
}
