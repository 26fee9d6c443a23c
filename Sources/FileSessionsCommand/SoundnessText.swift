#if CommandLineTool
internal import FileSessions
internal import FileSessionsChecker

/// What was explored of a strategy in which nothing goes wrong: that it was is all that can be shown of it.
struct SoundnessText {
  private let strategy: FileSessionStore.Strategy
  private let row: CheckReport.RowReport

  init(_ strategy: FileSessionStore.Strategy, _ row: Row) {
    self.strategy = strategy
    self.row = CheckReport.RowReport(row)
  }

  var text: String {
    let kept = FileSessionStore.Guarantees.named.map(\.name).filter { row.guarantees[$0] == true }
    let heading = [
      "\(strategy): nothing goes wrong in any of \(row.states) states.",
      row.complete ? "Promises: \(kept.joined(separator: ", "))." : "But not everything was explored.",
      "", "States without a kill, and in all:",
    ]
    return (heading + row.scenarios.map { line($0) }).joined(separator: "\n") + "\n"
  }

  private func line(_ scenario: CheckReport.ScenarioReport) -> String {
    let numbers = [scenario.statesWithoutKill, scenario.states].map { number in
      String(repeating: " ", count: max(1, 9 - "\(number)".count)) + "\(number)"
    }
    return numbers.joined() + "  \(scenario.name) (\(scenario.beginning), \(scenario.clients))"
  }
}
#endif
