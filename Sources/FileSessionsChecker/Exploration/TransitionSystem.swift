internal import FileSessions

/// The rules by which one state follows another: the same for an exploration and for a single schedule.
struct TransitionSystem {
  let automaton: Automaton
  let scenario: Scenario
  private let kernel: SimulatedKernel
  /// By client and place.
  private let roots: [[UInt32]]

  init(_ automaton: Automaton, _ scenario: Scenario) {
    self.automaton = automaton
    self.scenario = scenario
    kernel = automaton.kernel
    kernel.processes = scenario.processes
    kernel.cuts = scenario.cuts
    kernel.times = scenario.times
    if kernel.fileSystem != scenario.powerCut?.fileSystem { kernel.images = [:] }
    kernel.fileSystem = scenario.powerCut?.fileSystem
    let operations = scenario.operations
    roots = scenario.programs.indices.map { client in
      operations.filter { $0.client == client }.map { automaton.root(of: $0) }
    }
  }

  /// The state that a scenario begins from: made by the observer, with the same code.
  func beginning() -> KernelState {
    var world = KernelState()
    for create in scenario.preparations {
      let outcome = run(create, &world)
      guard outcome == .stored else { fatalError("the scenario cannot begin: \(String(describing: outcome))") }
    }
    world.killsLeft = UInt8(scenario.kills)
    world.faultsLeft = UInt8(scenario.faults)
    world.giveUpsLeft = UInt8(scenario.giveUps)
    for client in scenario.programs.indices where !scenario.programs[client].isEmpty {
      world.phases[client] = .ready
      world.nodes[client] = roots[client][0]
    }
    if scenario.powerCut != nil { kernel.settleDisk(&world) }
    return world
  }

  /// Runs an operation of the observer by itself. `nil` where it would have to wait for ever.
  func run(_ operation: Operation, _ world: inout KernelState) -> Outcome? {
    let client = operation.client
    var ended: UInt16?
    world.phases[client] = .running
    world.nodes[client] = automaton.root(of: operation)
    var steps = 0
    while ended == nil {
      steps += 1
      // Alone, nobody takes that many: it goes round in a circle.
      guard world.phases[client].mayStep, steps < 10_000 else { return nil }
      ended = step(client, &world)
    }
    world.phases[client] = .absent
    world.nodes[client] = 0
    return ended.map { automaton.outcomes[Int($0)] }
  }

  /// Whether every client has ended or was killed.
  func isOver(_ world: KernelState) -> Bool { scenario.programs.indices.allSatisfy { world.phases[$0].isOver } }

  func isPossible(_ move: Move, in world: KernelState) -> Bool {
    switch move {
    case .step(let client): return world.phases[client].mayStep
    case .fail(let client, let fault):
      guard world.faultsLeft > 0, world.phases[client].mayStep, world.pieces[client] == 0,
        world.partials[client] == 0
      else { return false }
      return fault.concerns(automaton.nodes[Int(world.nodes[client])].step)
    case .giveUp(let client):
      guard world.giveUpsLeft > 0, world.phases[client].isUnderWay else { return false }
      return automaton.nodes[Int(world.nodes[client])].isWait
    case .kill(let client):
      guard world.killsLeft > 0 else { return false }
      // Of threads it is their process that is killed: once is enough.
      if kernel.processes.firstIndex(of: kernel.processes[client]) != client { return false }
      return scenario.programs.indices.contains {
        kernel.processes[$0] == kernel.processes[client] && world.phases[$0].isUnderWay
      }
    case .tick: return Int(world.clock) + 1 < scenario.times.count
    case .powerCut(let image): return kernel.images(of: world).indices.contains(image)
    }
  }

  /// Makes a move, and what follows of the same client that nobody else can notice.
  /// - Returns: whether an operation returned.
  func make(_ move: Move, _ world: inout KernelState) -> Bool {
    var hasReturned = makeOne(move, &world)
    guard case .step(let client) = move else { return hasReturned }
    while !hasReturned, isUnnoticed(client, world) { hasReturned = makeOne(move, &world) }
    return hasReturned
  }

  /// Whether a client's next step changes nothing that another can see: it closes a file on which it has no lock, and
  /// which is still there afterwards; or it uses the memory of a process that is its alone. It makes no difference when
  /// that happens, so it happens at once, which spares all the orders in which others come between. (That the operation
  /// then returns earlier demands more of it, not less.)
  func isUnnoticed(_ client: Int, _ world: KernelState) -> Bool {
    guard world.phases[client].isUnderWay, world.phases[client].mayStep else { return false }
    // Where a call may fail this one may. And whether a close has to wait for a POSIX lock is a matter of when it
    // comes.
    if world.faultsLeft > 0 || scenario.isThread(client) && automaton.locksBelongToProcess { return false }
    let call = automaton.nodes[Int(world.nodes[client])].step
    if isOwnMemory(call, of: client) { return true }
    guard call.verb == .close, automaton.nodes[Int(world.nodes[client])].kind == .call else { return false }
    // One that the threads of its process share is noticed by them.
    let process = kernel.processes[client]
    if world.caches[process] != 0, kernel.caches[Int(world.caches[process])].holds(call.descriptor) { return false }
    guard let inode = world.inode(of: call.descriptor), world.registries[process] == 0 else {
      return false
    }
    let slot = KernelState.slot(call.descriptor)
    for index in world.locks.indices {
      guard let held = HeldKernelLock(world.locks[index]) else { break }
      if held.call.traits.owner != .process, held.owner == slot { return false }
    }
    return world.links[inode] > 0
  }

  private func isOwnMemory(_ call: Step, of client: Int) -> Bool {
    call.verb.isOwnMemory && !scenario.isThread(client)
  }

  /// Makes one move.
  /// - Returns: whether an operation returned.
  func makeOne(_ move: Move, _ world: inout KernelState) -> Bool {
    let (entries, locks) = (world.entries, world.locks)
    var mover: Int
    var hasReturned = false
    switch move {
    case .tick:
      world.clock += 1
      return false
    case .powerCut(let image):
      world = kernel.mount(kernel.images(of: world)[image], world)
      return false
    case .kill(let client):
      mover = client
      world.killsLeft -= 1
      for other in kernel.processes.indices
      where kernel.processes[other] == kernel.processes[client] && world.phases[other].isUnderWay {
        world.clocks[world.operation(of: other)] |= UInt8(world.clock) << 4
      }
      kernel.kill(client, &world)
    case .giveUp(let client):
      mover = client
      world.giveUpsLeft -= 1
      if let outcome = giveUp(client, &world) {
        hasReturned = true
        end(client, outcome, &world)
      }
    case .fail(let client, let fault):
      mover = client
      if world.phases[client] == .ready { begin(client, &world) }
      world.faultsLeft -= 1
      world.faulted |= 1 << UInt16(world.operation(of: client))
      let call = automaton.nodes[Int(world.nodes[client])].step
      let answer = kernel.fail(call, fault, by: client, &world)
      if let outcome = settle(client, automaton.child(of: world.nodes[client], answer), &world) {
        hasReturned = true
        end(client, outcome, &world)
      }
    case .step(let client):
      mover = client
      if world.phases[client] == .ready { begin(client, &world) }
      if let outcome = step(client, &world) {
        hasReturned = true
        end(client, outcome, &world)
      }
    }
    if changed(entries, locks, world) { wake(all: mover, &world) }
    return hasReturned
  }

  private func begin(_ client: Int, _ world: inout KernelState) {
    world.phases[client] = .running
    var returned: UInt16 = 0
    for index in world.outcomes.indices where world.outcomes[index] != 0 { returned |= 1 << UInt16(index) }
    // What a dead client was at has happened by now, or never will.
    for other in world.phases.indices where world.phases[other] == .killed {
      returned |= 1 << UInt16(world.operation(of: other))
    }
    let operation = world.operation(of: client)
    world.before[operation] = returned
    world.clocks[operation] = UInt8(world.clock)
  }

  private func end(_ client: Int, _ outcome: UInt16, _ world: inout KernelState) {
    let (place, operation) = (Int(world.places[client]), world.operation(of: client))
    world.outcomes[operation] = outcome + 1
    world.clocks[operation] |= UInt8(world.clock) << 4
    world.places[client] += 1
    let isOver = place + 1 == roots[client].count
    world.nodes[client] = isOver ? 0 : roots[client][place + 1]
    world.phases[client] = isOver ? .done : .ready
  }

  /// Makes one step of a client's operation.
  /// - Returns: the number of the outcome where the operation ended by it.
  private func step(_ client: Int, _ world: inout KernelState) -> UInt16? {
    let number = goingOn(world.nodes[client])
    world.nodes[client] = number
    let call = automaton.nodes[Int(number)].step
    guard let answer = kernel.perform(call, by: client, &world) else { return nil }
    if call.verb == .lock {
      world.phases[client] = answer == -Int64(Errno.wouldBlock) ? .refused : .running
    }
    let outcome = settle(client, automaton.child(of: number, answer), &world)
    if call.verb == .releaseLocalLock { handOnLocalLocks(&world) }
    return outcome
  }

  /// Lets those go on who were granted their local lock.
  private func handOnLocalLocks(_ world: inout KernelState) {
    for other in world.phases.indices where world.phases[other] == .granted {
      world.phases[other] = .running
      // Who does not wait for it gives it back, as its next step.
      guard automaton.nodes[Int(world.nodes[other])].kind == .awaitLocalLock else { continue }
      _ = settle(other, automaton.child(of: world.nodes[other], WaitAnswer.goesOn.rawValue), &world)
    }
  }

  /// Ends a client's wait. Who stands in a queue has left it by then, as with `LocalLockTable`.
  private func giveUp(_ client: Int, _ world: inout KernelState) -> UInt16? {
    let number = world.nodes[client]
    world.phases[client] = .running
    let outcome = settle(client, automaton.child(of: number, WaitAnswer.givenUp.rawValue), &world)
    if automaton.nodes[Int(number)].kind == .awaitLocalLock {
      _ = kernel.releaseLocalLock(automaton.question(before: number), client, &world)
      handOnLocalLocks(&world)
    }
    return outcome
  }

  /// Where a client goes on from a node: what waits begins its attempt anew.
  func goingOn(_ number: UInt32) -> UInt32 {
    let node = automaton.nodes[Int(number)]
    return node.kind == .pause ? node.target : number
  }

  /// Brings a client to its next call, or to where it waits.
  private func settle(_ client: Int, _ first: UInt32, _ world: inout KernelState) -> UInt16? {
    var number = first
    while true {
      let node = automaton.nodes[Int(number)]
      world.nodes[client] = number
      switch node.kind {
      case .call: return nil
      case .again: number = node.target
      case .pause:
        // Who may give up does so from here; else it is the same as standing where it goes on.
        world.nodes[client] = world.giveUpsLeft > 0 ? number : node.target
        world.phases[client] = world.phases[client] == .refused ? .parked : .running
        return nil
      case .awaitLocalLock:
        world.phases[client] = .queued
        return nil
      case .ended: return node.outcome
      }
    }
  }

  private func changed(
    _ entries: InlineArray<12, UInt16>, _ locks: InlineArray<8, UInt32>, _ world: KernelState
  ) -> Bool {
    for index in entries.indices where entries[index] != world.entries[index] { return true }
    for index in locks.indices where locks[index] != world.locks[index] { return true }
    return false
  }

  private func wake(all mover: Int, _ world: inout KernelState) {
    for client in world.phases.indices where client != mover {
      switch world.phases[client] {
      case .parked: world.phases[client] = .running
      case .refused: world.phases[client] = .refusedBefore
      default: break
      }
    }
  }
}

extension KernelState.Phase {
  var mayStep: Bool {
    switch self {
    case .ready, .running, .refused, .refusedBefore: true
    case .absent, .parked, .queued, .granted, .done, .killed: false
    }
  }

  /// Whether an operation has begun and not ended.
  var isUnderWay: Bool {
    switch self {
    case .running, .refused, .refusedBefore, .parked, .queued, .granted: true
    case .absent, .ready, .done, .killed: false
    }
  }

  var isOver: Bool { self == .absent || self == .done || self == .killed }
}
