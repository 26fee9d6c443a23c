/// One scenario under one strategy, explored.
struct Cell: Sendable {
  var scenario: Scenario
  /// How many states it can come to, and how many of them before anybody is killed.
  var states: Int
  var statesAlive: Int
  var findings: [Exploration.Finding]
  /// Where it was given up before its end.
  var bound: Int?
}

extension Cell {
  init(_ automaton: Automaton, _ scenario: Scenario, bound: Int) {
    let exploration = Exploration(automaton, scenario, bound: bound)
    self.init(
      scenario: scenario, states: exploration.states, statesAlive: exploration.statesAlive,
      findings: exploration.findings, bound: exploration.bound)
  }
}
