internal import FileSessions

/// Every state that a scenario can come to, breadth first: the first failure of a kind is the shortest.
struct Exploration {
  struct Finding: Hashable, Sendable {
    var violation: Violation
    /// Whether it takes a kill.
    var isKilled: Bool
    var moves: [Move]

    /// Whether it takes a power cut.
    var isPowerCut: Bool { if case .powerCut = moves.last { true } else { false } }
  }

  private(set) var states = 0
  /// Of these, the ones before any kill.
  private(set) var statesAlive = 1
  private(set) var findings: [Finding] = []
  /// `nil` where everything was explored; else the number of states at which it was given up.
  private(set) var bound: Int?

  /// By state: which one it came from, and how.
  private var parents: [UInt32] = [0]
  private var moves: [UInt8] = [0]
  private var seen = FingerprintSet()

  init(_ automaton: Automaton, _ scenario: Scenario, bound: Int) {
    let play = TransitionSystem(automaton, scenario)
    let judge = LinearizabilityOracle(play)
    var frontier = [play.beginning()]
    var numbers: [UInt32] = [0]
    _ = seen.insert(Fingerprint(frontier[0]))
    let possible = Self.moves(of: scenario)
    noteLosses(in: frontier[0], play, judge, 0)
    while !frontier.isEmpty {
      var next: [KernelState] = []
      var nextNumbers: [UInt32] = []
      for index in frontier.indices {
        expand(frontier[index], numbers[index], possible, play, judge, &next, &nextNumbers)
      }
      if seen.count > bound {
        self.bound = seen.count
        break
      }
      (frontier, numbers) = (next, nextNumbers)
    }
    states = seen.count
    (parents, moves) = ([], [])
    seen = FingerprintSet()
  }

  private static func moves(of scenario: Scenario) -> [Move] {
    let clients = scenario.programs.indices
    let kills: [Move] = scenario.kills > 0 ? clients.map { .kill($0) } : []
    let faults: [Move] =
      scenario.faults > 0 ? clients.flatMap { client in Fault.allCases.map { .fail(client, $0) } } : []
    let giveUps: [Move] = scenario.giveUps > 0 ? clients.map { .giveUp($0) } : []
    return clients.map { .step($0) } + kills + faults + giveUps + (scenario.times.count > 1 ? [.tick] : [])
  }

  private mutating func expand(
    _ world: KernelState, _ number: UInt32, _ possible: [Move], _ play: TransitionSystem,
    _ judge: LinearizabilityOracle, _ next: inout [KernelState],
    _ nextNumbers: inout [UInt32]
  ) {
    var hasMoved = false
    for move in possible where play.isPossible(move, in: world) {
      if case .step = move { hasMoved = true }
      var after = world
      let hasReturned = play.make(move, &after)
      guard seen.insert(Fingerprint(after)) else { continue }
      let isKilled = Self.isKilled(after, play)
      if !isKilled { statesAlive += 1 }
      parents.append(number)
      moves.append(move.number)
      let afterNumber = UInt32(parents.count - 1)
      noteLosses(in: after, play, judge, afterNumber)
      if hasReturned, let violation = judge.violation(in: after) {
        note(violation, isKilled, afterNumber)
        continue
      }
      if judge.hasTwoHolders(after) { note(.twoHolders, isKilled, afterNumber) }
      if play.isOver(after) {
        for violation in judge.violations(atEnd: after) { note(violation, isKilled, afterNumber) }
      }
      // The clock may move on when everybody is done.
      if !play.isOver(after) || play.isPossible(.tick, in: after) {
        next.append(after)
        nextNumbers.append(afterNumber)
      }
    }
    if !hasMoved, !play.isOver(world) { note(.blocked, Self.isKilled(world, play), number) }
  }

  private static func isKilled(_ world: KernelState, _ play: TransitionSystem) -> Bool {
    Int(world.killsLeft) < play.scenario.kills
  }

  /// What a power cut in a state costs.
  private mutating func noteLosses(
    in world: KernelState, _ play: TransitionSystem, _ judge: LinearizabilityOracle, _ number: UInt32
  ) {
    guard play.scenario.powerCut != nil else { return }
    let isKilled = Self.isKilled(world, play)
    for loss in judge.losses(afterPowerCutIn: world) { note(loss.violation, isKilled, number, .powerCut(loss.image)) }
  }

  private mutating func note(_ violation: Violation, _ isKilled: Bool, _ number: UInt32, _ last: Move? = nil) {
    let isKnown = findings.contains {
      $0.violation == violation && $0.isKilled == isKilled && $0.isPowerCut == (last != nil)
    }
    guard !isKnown else { return }
    var path: [Move] = []
    var current = number
    while current != 0 {
      path.append(Move(number: moves[Int(current)]))
      current = parents[Int(current)]
    }
    let moves = path.reversed() + (last.map { [$0] } ?? [])
    findings.append(Finding(violation: violation, isKilled: isKilled, moves: moves))
  }
}
