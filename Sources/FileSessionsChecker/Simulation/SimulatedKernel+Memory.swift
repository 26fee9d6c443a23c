internal import FileSessions

/// A session with the generation that it was read in, as a call names them.
struct Recollection: Hashable {
  var session: CachedSession?
  var changeCounter: ChangeCounter
}

// What a process keeps beside its files: open descriptors, remembered sessions; and the counter that all of them share.

extension SimulatedKernel {
  /// A call that concerns what processes remember and share beside files.
  func performInMemory(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    switch step.verb {
    case .heldDescriptor: return heldDescriptor(step, client, &world)
    case .keep: return keep(step, client, &world)
    case .changeCounter: return Int64(world.changeCounter)
    case .note: return note(step, &world)
    case .readCache: return readCache(step, client, &world)
    case .writeCache: return writeCache(step, client, &world)
    default: preconditionFailure("not a call of memory: \(step.verb)")
    }
  }

  private func heldDescriptor(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    let process = processes[client]
    var cache = caches[Int(world.caches[process])]
    let descriptor = cache.borrow(digests[Int(step.digest)])
    world.caches[process] = UInt16(caches.number(of: cache))
    return Int64(descriptor ?? -Errno.noEntry)
  }

  private func keep(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    let process = processes[client]
    var cache = caches[Int(world.caches[process])]
    let closing = cache.keep(step.descriptor, for: digests[Int(step.digest)])
    world.caches[process] = UInt16(caches.number(of: cache))
    return closing.map { closeAtOnce($0, client, &world) } ?? 0
  }

  /// Whether a close of this descriptor closes it: it is not held, or nobody else uses it.
  func drop(_ descriptor: CInt, _ client: Int, _ world: inout KernelState) -> Bool {
    let process = processes[client]
    guard world.caches[process] != 0 else { return true }
    var cache = caches[Int(world.caches[process])]
    let closesNow = cache.drop(descriptor)
    world.caches[process] = UInt16(caches.number(of: cache))
    return closesNow
  }

  /// One counter for all sessions, as if every digest fell to the same one.
  private func note(_ step: Step, _ world: inout KernelState) -> Int64 {
    if mutation == .changesAreNotCounted { return 0 }
    let changeCounter = ChangeCounter(word: UInt64(world.changeCounter))
    world.changeCounter = UInt32((step.isExclusive ? changeCounter.ended() : changeCounter.begun()).word)
    return 0
  }

  private func readCache(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    let process = processes[client]
    var memory = memories[Int(world.memories[process])]
    let session = memory.find(
      digests[Int(step.digest)], in: recollections[Int(step.memory)].changeCounter, at: Self.start)
    world.memories[process] = UInt16(memories.number(of: memory))
    return Int64(sessions.number(of: session))
  }

  private func writeCache(_ step: Step, _ client: Int, _ world: inout KernelState) -> Int64 {
    let process = processes[client]
    var memory = memories[Int(world.memories[process])]
    let recollection = recollections[Int(step.memory)]
    if let session = recollection.session {
      memory.insert(digests[Int(step.digest)], session, in: recollection.changeCounter, at: Self.start)
    }
    world.memories[process] = UInt16(memories.number(of: memory))
    return 0
  }
}
