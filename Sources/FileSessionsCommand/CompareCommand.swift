#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Runs strategies against each other with real processes on this disk.",
    discussion: """
      Each strategy is timed, then provoked: a second phase yields between system calls so that what is broken \
      shows. An audit counts torn reads, lost updates, resurrections and what else went wrong.
      """)

  @Option(
    help: """
      An empty directory to work in, or one to be made in one that exists. Its disk is what is compared on. (default: \
      a fresh one here; in a package's directory, under its .build)
      """)
  var directory: String?

  @Option(help: "Presets or definitions, with commas between them; all presets by default.")
  var strategies: String?

  @OptionGroup var load: LoadOptions

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Option(
    help: """
      The file that the JSON is written to. (default: .build/compare.json in a package's directory, elsewhere \
      file-sessions-compare.json)
      """)
  var output: String?

  @Option(help: "The file that the page is written to. (default: the output's name, with .html)")
  var page: String?

  func run() async throws {
    let plan = try load.plan(strategies: try StrategyList.parse(strategies))
    let files = try ResultFiles(json: output, page: page)
    let report = try await report(plan)
    try files.write(report)
    try Output.print(json ? Output.json(report) : ReportTable(report, isColoured: Output.isColoured).text)
    Output.error("Written: \(files.json), and the page \(files.page)")
    if !report.isAsDeclared { throw ExitStatus.finding }
  }

  /// Whether it comes to an end or not: afterwards no worker runs, and the directory is as it was before.
  private func report(_ plan: ComparisonPlan) async throws -> ComparisonReport {
    let interruption = Interruption()
    defer { interruption.end() }
    let scratch = try directory.map { try ScratchDirectory($0) } ?? .fresh()
    defer { scratch.remove() }
    let crew = WorkerCrew(executable: Executable.path, arguments: [CompareWorkerCommand.name])
    let progress = Progress()
    let comparison = Task { try await Comparison(plan, in: scratch, crew, progress).run() }
    interruption.whenBegun {
      comparison.cancel()
      crew.close()
    }
    let outcome = await comparison.result
    progress.clear()
    // What failed after an interruption did so because of that.
    if let status = interruption.status { throw status }
    return try outcome.get()
  }
}
#endif
