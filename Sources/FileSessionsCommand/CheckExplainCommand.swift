#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChecker
internal import FileSessionsCommandLine
internal import FileSessionsComparison

struct CheckExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows the shortest schedule of each failure of a strategy, as a numbered list.")

  @Argument(help: "A preset or a definition.")
  var strategy: String

  func run() async throws {
    let found: FileSessionStore.Strategy
    do { found = try FileSessionStore.Strategy(strategy) } catch {
      throw ComparisonFailure.wrongUse(error.message)
    }
    let table = await Table.compute([found], isQuick: false)
    for row in table.rows {
      let explanations = row.explanations
      for explanation in explanations { try Output.print(ExplanationText(explanation).text + "\n\n") }
      if explanations.isEmpty { try Output.print(SoundnessText(found, row).text) }
    }
  }
}
#endif
