#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChecker
internal import Lab

struct CheckExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows the shortest schedule of each failure of a strategy, as a numbered list.")

  @Argument(help: "A preset or a definition.")
  var strategy: String

  @Flag(help: "As in a quick run of the table.")
  var quick = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let found: FileSessionStore.Strategy
    do { found = try FileSessionStore.Strategy(strategy) } catch {
      throw LabFailure.wrongUse(error.message)
    }
    let progress = ProgressLine()
    defer { progress.clear() }
    let rows = try await Interruption.run { _ in
      progress.show("\(found): exploring")
      return await GuaranteeTable.compute([found], isQuick: quick).rows
    }
    progress.clear()
    if json { return try Output.print(Output.json(rows.flatMap(\.explanations).map(CheckReport.ViolationReport.init))) }
    for row in rows {
      let explanations = row.explanations
      for explanation in explanations { try Output.print(ExplanationText(explanation).text + "\n\n") }
      for loss in row.losses { try Output.print(ExplanationText(loss).text + "\n\n") }
      if explanations.isEmpty { try Output.print(SoundnessText(found, row).text) }
    }
  }
}

/// What was explored of a strategy in which nothing goes wrong: that it was is all that can be shown of it.
struct SoundnessText {
  private let strategy: FileSessionStore.Strategy
  private let row: CheckReport.RowReport

  init(_ strategy: FileSessionStore.Strategy, _ row: StrategyResult) {
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
    let numbers = [scenario.statesWithoutKill, scenario.states].map { "\($0)".padded(to: 9, leansRight: true) }
    return numbers.joined() + "  \(scenario.name) (\(scenario.beginning), \(scenario.clients))"
  }
}
#endif
