public import FileSessions
internal import Lab

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
  /// Where the power fails, and with which durability: `ext4, full`; `nil` where it does not.
  public let powerCut: String?
  /// How many clients it takes.
  public let clients: Int
  /// For `file-sessions check replay`.
  public let token: Token

  init(
    _ strategy: FileSessionStore.Strategy, _ cell: ScenarioResult, _ finding: Exploration.Finding
  ) {
    self.strategy = strategy
    token = Token(strategy, cell.scenario, finding.moves)
    kind = finding.violation.rawValue
    reason = finding.violation.reason
    scenario = cell.scenario.name + cell.scenario.mishaps
    beginning = cell.scenario.beginning.rawValue
    areThreads = cell.scenario.clients != .processes
    manner = cell.scenario.clients.words
    isKilled = finding.isKilled
    powerCut = finding.isPowerCut ? cell.scenario.powerCut?.name : nil
    clients = cell.scenario.programs.count
    schedule = Schedule(Automaton(strategy, for: cell.scenario), cell.scenario, finding.moves)
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

extension StrategyResult {
  /// The shortest schedule of each kind of failure; one that can be replayed on a kernel, if there is one.
  public var explanations: [Explanation] {
    shortest.map { Explanation(strategy, $0.cell, $0.finding) } + furtherFindings.map { Explanation(strategy, $0, $1) }
  }

  /// Of each kind that shows in no schedule that can be replayed.
  private var furtherFindings: [(ScenarioResult, Exploration.Finding)] {
    let known = shortest.map(\.finding.violation)
    return Violation.allCases.filter { !known.contains($0) }.compactMap { violation in
      Self.shortest(cells.flatMap { cell in cell.findings.filter { $0.violation == violation }.map { (cell, $0) } })
    }
  }

  /// The shortest loss of each kind by a power cut, for every durability, on the first file system that has it.
  public var losses: [Explanation] {
    FileSessionStore.Durability.allCases.flatMap { durability in
      let cells = powerCuts.filter { $0.powerCut.durability == durability }.flatMap(\.cells)
      return Violation.allCases.compactMap { violation in
        let found = cells.flatMap { cell in cell.findings.map { (cell, $0) } }
          .filter { $0.1.isPowerCut && $0.1.violation == violation }
        return Self.shortest(found).map { Explanation(strategy, $0.0, $0.1) }
      }
    }
  }

  private static func shortest(
    _ found: [(ScenarioResult, Exploration.Finding)]
  ) -> (ScenarioResult, Exploration.Finding)? { found.min { $0.1.moves.count < $1.1.moves.count } }
}

/// A schedule as people read it: a numbered list with a column for each client.
public struct ExplanationText {
  private let explanation: Explanation

  public init(_ explanation: Explanation) { self.explanation = explanation }

  public var text: String {
    let heading = "\(explanation.kind.uppercased()): \(explanation.scenario), \(circumstances)"
    let found = explanation.schedule.remains.isEmpty ? [] : ["   In the end \(explanation.schedule.remains)."]
    let end = ["   Wrong: \(explanation.reason).", "   Replay: file-sessions check replay \(explanation.token)"]
    return ([heading, ""] + lines + found + end).joined(separator: "\n")
  }

  private var circumstances: String {
    var words = ["the session is \(explanation.beginning) at the beginning"]
    if explanation.areThreads { words.append(explanation.manner) }
    if explanation.isKilled { words.append("with a kill") }
    if let powerCut = explanation.powerCut { words.append("with a power cut on \(powerCut)") }
    return words.joined(separator: ", ")
  }

  private var lines: [String] {
    let lines = explanation.schedule.lines
    let clients = Set(lines.map(\.client)).sorted()
    let cells = lines.map { line in cell(line) }
    let widths = clients.map { client in
      zip(lines, cells).filter { $0.0.client == client }.flatMap(\.1).map(\.count).max() ?? 0
    }
    let heading = "      " + zip(clients, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
    return [heading.withoutTrailingSpaces]
      + zip(lines, cells).enumerated().flatMap { index, pair in
        pair.1.enumerated().map { place, text in
          let number = place == 0 ? "\(index + 1).".padded(to: 5, leansRight: true) : "     "
          let columns = zip(clients, widths).map { ($0 == pair.0.client ? text : "").padded(to: $1) }
          return (number + " " + columns.joined(separator: "  ")).withoutTrailingSpaces
        }
      }
  }

  /// A call with its result, and under it how the operation ended.
  private func cell(_ line: Schedule.Line) -> [String] {
    let call = line.result.isEmpty ? line.call : "\(line.call) = \(line.result)"
    return [call] + (line.outcome.map { ["⇒ \($0)"] } ?? [])
  }
}
