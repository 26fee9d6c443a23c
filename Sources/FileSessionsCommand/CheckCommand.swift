#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChecker
internal import Foundation
internal import Lab

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

  @Flag(help: "Explore the power cuts alone.")
  var powerCuts = false

  @Option(help: "Give a scenario up at so many states, and say so.")
  var bound: Int = GuaranteeTable.bound

  @Flag(inversion: .prefixedNo, help: "Play every counterexample on this system's kernel.")
  var replay = true

  @OptionGroup var results: ReportOptions

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
    let pinned = try pins.map { try PinFile(path: $0).read() }
    let (files, progress) = (try ResultFiles("check", json: results.output), ProgressLine())
    defer { progress.clear() }
    let (table, report) = try await Interruption.run { [quick, bound, replay, powerCuts] place in
      let start = ContinuousClock.now
      let parts = powerCuts ? [.powerCuts] : GuaranteeTable.Part.allCases
      let table = await GuaranteeTable.compute(chosen, isQuick: quick, parts: parts, bound: bound) { done, all in
        progress.show("\(done) of \(all) explored")
      }
      try Task.checkCancellation()
      var report = CheckReport(table, seconds: (ContinuousClock.now - start) / .seconds(1))
      if replay { try CounterexampleReplay(progress: progress, place: place).run(table, into: &report) }
      return (table, report)
    }
    progress.clear()
    try files.write(report)
    if let readme { try ReadmeTable(report: report).write(to: readme) }
    try results.show(report, files) { CheckTable(report: report, isQuick: quick, isColoured: $0).text }
    let found = Pins(table, quick ? .quick : .full)
    if let writePins { try PinFile(path: writePins).write(found) }
    let differences = (strategies == nil ? pinned : pinned?.limited(to: found))?.differences(of: found) ?? []
    if !differences.isEmpty { try Output.print(PinFile.text(differences)) }
    let verdict = CheckVerdict(report, pinDifferences: differences.count)
    if !results.json { try Output.print("\n\(verdict)\n") }
    if !verdict.isWell { throw ExitStatus.finding }
  }

  private func chosen() throws -> [FileSessionStore.Strategy] {
    if strategies != nil || quick { return try StrategyList.parse(strategies) }
    return FileSessionStore.Strategy.all
  }
}

/// Plays the shortest counterexample of every kind, for every strategy of a table, on the real kernel.
struct CounterexampleReplay {
  let progress: ProgressLine
  let place: Workplace

  func run(_ table: GuaranteeTable, into report: inout CheckReport) throws {
    let parent = Self.directory
    let scratch = place.scratch(try ScratchDirectory(fresh: "replay", in: parent))
    let replay = Replay(executable: Executable.path, in: scratch)
    let start = ContinuousClock.now
    var (confirmed, failed): (Int, [String]) = (0, [])
    for (index, row) in table.rows.enumerated() {
      progress.show("\(index) of \(table.rows.count) replayed")
      for member in row.members {
        try Task.checkCancellation()
        for finding in row.shortestFindings(of: member) {
          let isConfirmed = try isConfirmed(finding, replay)
          report.rows[index].note(finding.kind, isReplayed: isConfirmed)
          if isConfirmed { confirmed += 1 } else { failed.append("\(finding.token)") }
        }
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    report.replays = CheckReport.ReplayReport(confirmed: confirmed, failed: failed, seconds: seconds)
  }

  private func isConfirmed(_ finding: ReplayableFinding, _ replay: Replay) throws -> Bool {
    let result = try replay.run(finding.token)
    return result.isConfirmed && result.violations.contains { $0.hasPrefix(finding.kind) }
  }

  /// In memory where that is possible: thousands of small files are made and removed.
  private static var directory: String {
    let memory = "/dev/shm"
    return FileManager.default.isWritableFile(atPath: memory) ? memory : FileManager.default.temporaryDirectory.path
  }
}

/// Where the pins of an exploration are kept.
struct PinFile {
  let path: String

  /// - Throws: `environment` where there is no such file, `wrongUse` where it holds something else.
  func read() throws -> Pins {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw LabFailure.environment("\(path) cannot be read: \(error.localizedDescription)")
    }
    do { return try Pins(text) } catch { throw LabFailure.wrongUse("\(path) holds no pins: \(error)") }
  }

  func write(_ pins: Pins) throws { try Output.write(pins.text, toFile: path) }

  /// What differs, and what to do about it.
  static func text(_ differences: [String]) -> String {
    (["", "Not explored as pinned:"] + differences.map { "  \($0)" } + [
      "Where that is meant to be so, file-sessions check --write-pins renews the pins.", "",
    ]).joined(separator: "\n")
  }
}
#endif
