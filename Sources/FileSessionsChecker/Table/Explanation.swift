public import FileSessions

/// One kind of failure of a strategy, with the shortest schedule that shows it.
public struct Explanation: Sendable {
  public let strategy: FileSessionStore.Strategy
  /// `lost update`
  public let kind: String
  /// One line that says why it is wrong.
  public let reason: String
  /// What the clients do: `update ‖ delete`
  public let scenario: String
  /// From what they begin.
  public let beginning: String
  /// Whether any of them are threads of one process.
  public let areThreads: Bool
  /// How they run: `processes`, `threads of one process`
  public let manner: String
  public let isKilled: Bool
  public let schedule: Schedule
  /// How many clients it takes.
  public let clients: Int
  /// For `file-sessions check replay`.
  public let token: Token

  init(_ automaton: Automaton, _ strategy: FileSessionStore.Strategy, _ cell: Cell, _ finding: Exploration.Finding) {
    self.strategy = strategy
    token = Token(strategy, cell.scenario, finding.moves)
    kind = finding.violation.rawValue
    reason = finding.violation.reason
    scenario = cell.scenario.name
    beginning = cell.scenario.beginning.rawValue
    areThreads = cell.scenario.clients != .processes
    manner = cell.scenario.clients.words
    isKilled = finding.isKilled
    clients = cell.scenario.programs.count
    schedule = Schedule(automaton, cell.scenario, finding.moves)
  }

  /// Call by call, and what is wrong in the end.
  public var steps: [String] {
    let calls = schedule.lines.enumerated().map { index, line in
      let result = line.result.isEmpty ? "" : " = \(line.result)"
      return "\(index + 1). \(line.client): \(line.call)\(result)" + (line.outcome.map { " ⇒ \($0)" } ?? "")
    }
    return calls + ["Wrong: \(reason)."]
  }
}

extension Row {
  /// The shortest schedule of each kind of failure.
  public var explanations: [Explanation] {
    let automaton = Automaton(strategy, SimulatedKernel())
    return shortest.map { Explanation(automaton, strategy, $0.cell, $0.finding) }
  }
}
