#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
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

  @Option(help: "An empty directory to work in, or one to be made. Its disk is what is compared on.")
  var directory: String?

  @Option(help: "Presets or definitions, with commas between them; all presets by default.")
  var strategies: String?

  @OptionGroup var load: LoadOptions

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Option(help: "The file that the JSON is written to.")
  var output = ".build/compare.json"

  @Option(help: "The file that the page is written to. (default: the output's name, with .html)")
  var page: String?

  func run() async throws {
    if pagePath == output { throw ComparisonFailure.wrongUse("the JSON and the page cannot both be \(output)") }
    let plan = try load.plan(strategies: try StrategyList.parse(strategies))
    let report = try await report(plan)
    try write(try Output.json(report), to: output)
    try write(ComparisonPage(report).html, to: pagePath)
    try Output.print(json ? Output.json(report) : ReportTable(report, isColoured: Output.isColoured).text)
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

  /// Beside the JSON, unless it was said where.
  private var pagePath: String {
    page ?? URL(fileURLWithPath: output).deletingPathExtension().appendingPathExtension("html").relativePath
  }

  private func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    } catch {
      throw ComparisonFailure.environment("\(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
#endif
