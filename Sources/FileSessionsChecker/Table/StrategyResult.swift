public import FileSessions

/// What was found of one strategy, and of those that are the same to a kernel.
public struct StrategyResult: Sendable {
  public let strategy: FileSessionStore.Strategy
  /// The strategies that this one stands for, itself included.
  public let members: [FileSessionStore.Strategy]
  let cells: [ScenarioResult]
  /// Where the power may fail.
  let powerCuts: [PowerCutResult]

  /// How many states were explored.
  public var states: Int { (cells.map(\.states) + powerCuts.map(\.states)).reduce(0, +) }

  /// Whether everything was explored to its end. Where not, nothing is promised.
  public var isComplete: Bool { (cells + powerCuts.flatMap(\.cells)).allSatisfy { $0.bound == nil } }

  /// The shortest finding of each kind. (Not of those that take a failing call, a caller who gives up, or something in
  /// memory, which cannot be replayed. No strategy that keeps anything in memory has any.)
  var shortest: [(cell: ScenarioResult, finding: Exploration.Finding)] {
    Violation.allCases.compactMap { violation in
      cells.filter { $0.scenario.isReplayable }
        .flatMap { cell in cell.findings.filter { $0.violation == violation }.map { (cell, $0) } }
        .min { left, right in Self.effort(left) < Self.effort(right) }
    }
  }

  /// The fewest operations, then the fewest steps; without a kill, and between processes, if there is a choice.
  private static func effort(_ found: (cell: ScenarioResult, finding: Exploration.Finding)) -> (Int, Int, Int, Int) {
    let scenario = found.cell.scenario
    return (
      found.finding.isKilled ? 1 : 0, scenario.programs.reduce(0) { $0 + $1.count },
      scenario.clients == .processes ? 0 : 1,
      found.finding.moves.count
    )
  }

  /// What was computed: a promise is kept if nothing that was explored breaks it.
  public var guarantees: FileSessionStore.Guarantees {
    guard isComplete else { return [] }
    var kept = FileSessionStore.Guarantees.everything
    let alive = kinds { !$1.isKilled && $0.clients == .processes && $0.faults == 0 }
    for violation in alive.union(kinds { scenario, _ in scenario.faults > 0 }) { kept.remove(violation.guarantee) }
    let threads = kinds { !$1.isKilled && $0.clients != .processes }
    if !takesLocalLocks || !threads.isSubset(of: alive) { kept.remove(.excludesThreads) }
    let killed = kinds { $1.isKilled }
    if killed.contains(.leftBehind) { kept.remove(.leavesNothingBehind) }
    // A killed client by itself must leave all well; one among others must not make worse what goes wrong anyway.
    let alone = kinds { $1.isKilled && $0.programs.count == 1 }
    if !alone.union(killed.subtracting(alive)).subtracting([.leftBehind]).isEmpty { kept.remove(.killSafe) }
    return kept
  }

  private var takesLocalLocks: Bool { strategy.lock != nil }

  private func kinds(where isMeant: (Scenario, Exploration.Finding) -> Bool) -> Set<Violation> {
    Set(cells.flatMap { cell in cell.findings.filter { isMeant(cell.scenario, $0) }.map(\.violation) })
  }
}

/// One scenario under one strategy, explored.
struct ScenarioResult: Sendable {
  var scenario: Scenario
  /// How many states it can come to, and how many of them before anybody is killed.
  var states: Int
  var statesAlive: Int
  var findings: [Exploration.Finding]
  /// Where it was given up before its end.
  var bound: Int?
}

extension ScenarioResult {
  init(_ automaton: Automaton, _ scenario: Scenario, bound: Int) {
    let exploration = Exploration(automaton, scenario, bound: bound)
    self.init(
      scenario: scenario, states: exploration.states, statesAlive: exploration.statesAlive,
      findings: exploration.findings, bound: exploration.bound)
  }
}
