internal import FileSessions

/// What operations of one strategy do next, by all that they have been answered so far.
///
/// A tree: each node is a history, and says which call comes after it. It grows where an exploration meets an answer
/// that it did not meet before; then the operation is run again from its beginning (`HistorySystem`). Everything else
/// is a look into a table, which is why millions of states take seconds.
final class Automaton {
  struct Node {
    enum Kind: UInt8, BitwiseCopyable {
      case call
      /// The file was replaced: goes on at `target`.
      case again
      /// A lock is held: goes on at `target` when that may have changed.
      case pause
      case awaitLocalLock
      case ended
    }

    var kind: Kind
    var step = Step(.now)
    /// Of `again` and `pause`.
    var target: UInt32 = 0
    /// Of `ended`: the outcome's number.
    var outcome: UInt16 = 0
    /// Whether the caller holds the session between its load and its save.
    var isInside = false
    /// The two answers met first, with the nodes that they lead to.
    var firstAnswer = Int64.min
    var firstChild: UInt32 = 0
    var secondAnswer = Int64.min
    var secondChild: UInt32 = 0

    var isWait: Bool { kind == .pause || kind == .awaitLocalLock }
  }

  private struct Edge: Hashable {
    var node: UInt32
    var answer: Int64
  }

  let kernel: SimulatedKernel
  let outcomes = Interner<Outcome>()
  private let rules: Engine<HistorySystem>.Rules
  private(set) var nodes: [Node] = []
  /// What each node asks, the answer that led to it, its parent, and whose it is.
  private var requests: [HistoryEntry?] = []
  private var results: [SystemResult] = []
  private var parents: [UInt32] = []
  private var owners: [Operation] = []
  private var children: [Edge: UInt32] = [:]
  private var roots: [Operation: UInt32] = [:]

  /// Whether a session's lock file is there for as long as the session is, or longer.
  let lockFilesStay: Bool

  let locksBelongToProcess: Bool

  let leavesNothingBehind: Bool

  private let mutation: EngineMutation?

  /// What was found where everybody was gone: many scenarios end alike.
  var remains: [LinearizabilityOracle.Files: LinearizabilityOracle.Remains] = [:]

  /// Whether a second try is taken for what the first one was.
  enum Tries: Hashable, CaseIterable {
    /// As the verbs are made: what waits has given up all it had, and begins the same attempt. But for an attempt that
    /// has cut its file, which the next one remembers.
    case alike
    /// Whatever a verb may make of having waited is seen: the second try is explored as it is, and from then on they
    /// are taken to be alike.
    case apart
  }

  private let tries: Tries

  /// Whether a look at the clock is a step of its own.
  enum Clock: CaseIterable { case stands, moves }

  private let clock: Clock

  init(
    _ strategy: FileSessionStore.Strategy, _ kernel: SimulatedKernel, _ mutation: EngineMutation? = nil,
    memory: Scenario.Memory = .nothing, tries: Tries = .alike,
    durability: FileSessionStore.Durability = .none, clock: Clock = .stands
  ) {
    self.kernel = kernel
    self.tries = tries
    self.clock = clock
    self.mutation = mutation
    locksBelongToProcess = strategy.locksBelongToProcess
    leavesNothingBehind = strategy.guarantees.contains(.leavesNothingBehind)
    rules = .checked(strategy, memory, durability)
    if case .lockFile(_, .removedAfterUse, _, _) = strategy.shape {
      lockFilesStay = false
    } else {
      lockFilesStay = true
    }
    // Number 0 is nobody's.
    add(Node(kind: .ended), nil, .number(0), 0, Operation(verb: .load, client: 0, place: 0))
  }

  /// One that a scenario can be played with.
  convenience init(_ strategy: FileSessionStore.Strategy, for scenario: Scenario) {
    self.init(
      strategy, SimulatedKernel(), memory: scenario.memory, tries: scenario.tries,
      durability: scenario.powerCut?.durability ?? .none, clock: scenario.clock)
  }

  @discardableResult
  private func add(
    _ node: Node, _ request: HistoryEntry?, _ result: SystemResult, _ parent: UInt32, _ owner: Operation
  ) -> UInt32 {
    nodes.append(node)
    requests.append(request)
    results.append(result)
    parents.append(parent)
    owners.append(owner)
    return UInt32(nodes.count - 1)
  }

  func root(of operation: Operation) -> UInt32 {
    if let root = roots[operation] { return root }
    let root = grow(operation, from: 0, .number(0))
    roots[operation] = root
    return root
  }

  func child(of node: UInt32, _ answer: Int64) -> UInt32 {
    let found = nodes[Int(node)]
    if found.firstAnswer == answer { return found.firstChild }
    if found.secondAnswer == answer { return found.secondChild }
    let edge = Edge(node: node, answer: answer)
    if let child = children[edge] { return child }
    let result: SystemResult = found.kind == .call ? kernel.result(answer, of: found.step) : .number(Int(answer))
    let child = grow(owners[Int(node)], from: node, result)
    if found.firstAnswer == .min {
      (nodes[Int(node)].firstAnswer, nodes[Int(node)].firstChild) = (answer, child)
    } else if found.secondAnswer == .min {
      (nodes[Int(node)].secondAnswer, nodes[Int(node)].secondChild) = (answer, child)
    } else {
      children[edge] = child
    }
    return child
  }

  /// The step that led to a node.
  func question(before node: UInt32) -> Step { nodes[Int(parents[Int(node)])].step }

  /// What a node asks, for people; `nil` where it asks nothing.
  func request(of node: UInt32) -> SystemRequest? {
    if case .call(let request) = requests[Int(node)] { request } else { nil }
  }

  /// What `node` was answered to come to `later`, for people; `nil` where that cannot be told from where it came to.
  func answer(to later: UInt32, of node: UInt32) -> SystemResult? {
    let found = nodes[Int(node)]
    for child in [found.firstChild, found.secondChild] + children.filter({ $0.key.node == node }).values
    where child != 0 {
      if leads(child, to: later) { return results[Int(child)] }
    }
    return nil
  }

  private func leads(_ child: UInt32, to later: UInt32) -> Bool {
    if child == later { return true }
    switch nodes[Int(child)].kind {
    case .again, .pause: return nodes[Int(child)].target == later
    case .ended: return later == 0
    case .call, .awaitLocalLock: return false
    }
  }

  // MARK: - Growing

  private func grow(_ operation: Operation, from parent: UInt32, _ result: SystemResult) -> UInt32 {
    let (path, history, answers) = history(upTo: parent, result)
    // The observer makes the beginning and looks at the end: it is never the mutant.
    let mutation = operation.client == Scenario.observer ? nil : mutation
    let system = HistorySystem(operation, history, answers, mutation, clock)
    let engine = Engine(system: system, directory: SimulatedKernel.directory, rules: rules)
    let outcome = OperationRun(operation, engine).outcome()
    guard let next = system.next else {
      var node = Node(kind: .ended)
      node.outcome = UInt16(outcomes.number(of: outcome))
      return add(node, nil, result, parent, operation)
    }
    var node = Node(kind: .call)
    node.isInside = system.isInside
    switch next {
    case .call(let request):
      node.step = kernel.step(request)
      return add(node, .call(request), result, parent, operation)
    case .localLock:
      node.kind = .awaitLocalLock
      return add(node, .localLock, result, parent, operation)
    case .pause(let reason, let attemptStart, let continues):
      node.kind = reason == .lockHeld ? .pause : .again
      let number = add(node, .pause, result, parent, operation)
      let isSecond = attemptStart > 0 && history[attemptStart - 1] == .pause
      // What an attempt remembers the next one remembers as well: from the second one on they are the same.
      let target =
        (continues || tries == .apart) && !isSecond
        ? child(of: number, 0) : path.count > attemptStart ? path[attemptStart] : number
      nodes[Int(number)].target = target
      return number
    }
  }

  /// The nodes from the root to `node`, what they asked, and what they were answered, `result` being the last.
  private func history(
    upTo node: UInt32, _ result: SystemResult
  ) -> (path: [UInt32], requests: [HistoryEntry], results: [SystemResult]) {
    guard node != 0 else { return ([], [], []) }
    var path: [UInt32] = []
    var current = node
    while current != 0 {
      path.append(current)
      current = parents[Int(current)]
    }
    path.reverse()
    let requests = path.compactMap { self.requests[Int($0)] }
    return (path, requests, path.dropFirst().map { results[Int($0)] } + [result])
  }
}
