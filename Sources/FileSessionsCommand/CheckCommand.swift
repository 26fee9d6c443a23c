#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChecker
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Computes what every strategy guarantees, by exploring every interleaving of its system calls.",
    discussion: """
      The engine that the library ships runs on a simulated kernel: two to four clients, as processes and as threads of \
      one, each of which may be killed at any point. A promise is kept if no state breaks it. Exit status 1: a strategy \
      declares something else than was computed, or a scenario was not explored to its end.
      """,
    subcommands: [
      CheckTableCommand.self, CheckExplainCommand.self, CheckReplayCommand.self, CheckKernelCommand.self,
    ], defaultSubcommand: CheckTableCommand.self)
}

struct CheckTableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "The table: strategy by guarantee. (The default.)")

  @Option(help: "Presets or definitions, with commas between them; every combination by default.")
  var strategies: String?

  @Flag(help: "Presets alone, and no four clients: under half a minute.")
  var quick = false

  @Option(help: "Give a scenario up at so many states, and say so.")
  var bound: Int = Table.bound

  @Flag(inversion: .prefixedNo, help: "Play every counterexample on this system's kernel.")
  var replay = true

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Option(
    help: """
      The file that the JSON is written to. (default: .build/check.json in a package's directory, elsewhere \
      file-sessions-check.json)
      """)
  var output: String?

  @Option(help: "A Markdown file to put the presets' table into, between its marks.")
  var readme: String?

  @Option(help: "A file of pins: exit status 1 where other states are explored, or other schedules are the shortest.")
  var pins: String?

  @Option(help: "Write the pins of a full run to a file.")
  var writePins: String?

  func validate() throws {
    guard writePins == nil || !quick && strategies == nil else {
      throw ValidationError("--write-pins pins everything: it goes with neither --quick nor --strategies")
    }
  }

  func run() async throws {
    let chosen = try chosen()
    let pinned = try pins.map { try PinFile($0).read() }
    let progress = Progress()
    let start = ContinuousClock.now
    let table = await Table.compute(chosen, isQuick: quick, bound: bound) { done, all in
      progress.show("\(done) of \(all) explored")
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var report = CheckReport(table, seconds: seconds)
    if replay { try CounterexampleReplay(progress).run(table, into: &report) }
    progress.clear()
    let path = output ?? (WorkingDirectory.isPackage ? ".build/check.json" : "file-sessions-check.json")
    try Output.write(Output.json(report), toFile: path)
    if let readme { try ReadmeTable(report).write(to: readme) }
    try Output.print(json ? Output.json(report) : CheckTable(report, isColoured: Output.isColoured).text)
    Output.error("Written: \(path)")
    let found = Pins(table, quick ? .quick : .full)
    if let writePins { try PinFile(writePins).write(found) }
    let differences = (strategies == nil ? pinned : pinned?.limited(to: found))?.differences(of: found) ?? []
    if !differences.isEmpty { try Output.print(PinFile.text(differences)) }
    let isAsDeclared = report.rows.allSatisfy { $0.differences.isEmpty && $0.complete }
    if !isAsDeclared || report.replays?.failed.isEmpty == false || !differences.isEmpty {
      throw ExitStatus.finding
    }
  }

  private func chosen() throws -> [FileSessionStore.Strategy] {
    if strategies != nil || quick { return try StrategyList.parse(strategies) }
    return FileSessionStore.Strategy.all
  }
}
#endif
