#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChecker
internal import FileSessionsComparison
internal import Foundation

struct CheckReplayAllCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-replay-all",
    abstract: "Computes what goes wrong with strategies, and plays each finding on this system's kernel.",
    shouldDisplay: false)

  @Option(help: "Presets or definitions, with commas between them; the presets by default.")
  var strategies: String?

  @Flag(help: "Every combination.")
  var combinations = false

  @Flag(help: "Processes alone.")
  var quick = false

  @Flag(help: "The findings of every scenario, not only the shortest of each kind.")
  var every = false

  @Flag(help: "Print each finding's token.")
  var tokens = false

  @Option(help: "An existing directory, for a folder that is removed again. (default: the temporary directory)")
  var directory: String?

  func run() async throws {
    let chosen = combinations ? FileSessionStore.Strategy.all : try StrategyList.parse(strategies)
    let progress = Progress()
    let table = await Table.compute(chosen, isQuick: quick) { progress.show("\($0) of \($1) explored") }
    progress.clear()
    let replay = Replay(executable: Executable.path, in: directory ?? FileManager.default.temporaryDirectory.path)
    let start = ContinuousClock.now
    var (confirmed, count, losers) = (0, 0, 0)
    for (row, member) in table.rows.flatMap({ row in row.members.map { (row, $0) } }) {
      let findings = every ? row.allFindings(of: member) : row.shortestFindings(of: member)
      if !findings.isEmpty { losers += 1 }
      for finding in findings {
        count += 1
        if try isConfirmed(finding, replay) { confirmed += 1 }
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try Output.print(
      "\(confirmed) of \(count) findings of \(losers) strategies confirmed in \(String(format: "%.1f", seconds)) s\n")
    if confirmed < count { throw ExitStatus.finding }
  }

  private func isConfirmed(_ finding: ReplayableFinding, _ replay: Replay) throws -> Bool {
    let result: ReplayResult
    do { result = try replay.run(finding.token) } catch { throw ComparisonFailure.environment("\(error)") }
    let token = finding.token
    if result.isConfirmed, result.violations.contains(where: { $0.hasPrefix(finding.kind) }) {
      if tokens { try Output.print("\(finding.kind), \(token.strategy), \(token.setting): confirmed\n  \(token)\n") }
      return true
    }
    try Output.print("\(finding.kind), \(token.strategy), \(token.setting): \(result.verdict)\n  \(token)\n")
    return false
  }
}
#endif
