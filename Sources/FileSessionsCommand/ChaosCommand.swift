#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChaos
internal import Foundation
internal import Lab

struct ChaosCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chaos",
    abstract: "Kills and stops processes at random while they use one store, and checks what they saw.",
    discussion: """
      Worker processes call every verb on a few shared sessions. Each call is noted before and after. Afterwards the \
      calls of each session must fit one order in which each took effect within its time, a killed one at most once; \
      no lock is held, no file is damaged or left behind. The unsound strategy 'naive' has to be caught in the same run.
      """)

  @Flag(help: "A minute in all instead of fifteen.")
  var quick = false

  @Option(help: "Seconds in all. (default: 900, or 60)")
  var seconds: Double?

  @Option(
    help: "Presets or definitions, with commas between them, each by itself. (default: every sound one, by families)")
  var strategies: String?

  @Option(help: "Worker processes at a time.")
  var workers = 4

  @Option(help: "What random choices begin from. (default: another one each time)")
  var seed: UInt64?

  @Option(
    help: """
      An empty directory to work in, or one to be made in one that exists. (default: a fresh one here; in a package's \
      directory, under its .build)
      """)
  var directory: String?

  @OptionGroup var results: ReportOptions

  func run() async throws {
    let plan = try plan()
    let files = try ResultFiles("chaos", json: results.output)
    let progress = ProgressLine()
    defer { progress.clear() }
    let report = try await Interruption.run { [directory] place in
      let scratch = place.scratch(try directory.map { try ScratchDirectory($0) } ?? ScratchDirectory(fresh: "chaos"))
      let killer = try KillerProcess(place, executable: Executable.path, arguments: [ChaosKiller.name])
      return try await Chaos(plan, in: scratch, killer, progress).run()
    }
    try files.write(report)
    try results.show(report, files) { ChaosTable(report, isColoured: $0).text }
    if report.hasFinding { throw ExitStatus.finding }
    if report.isEmpty { throw ExitStatus.environment }
  }

  private func plan() throws -> ChaosPlan {
    var plan = ChaosPlan()
    plan.seconds = seconds ?? (quick ? 57 : 900)
    plan.roundSeconds = quick || plan.seconds < 120 ? 1 : 2
    plan.workers = workers
    plan.seed = seed ?? UInt64.random(in: 0..<1_000_000)
    guard plan.seconds > 0, (2...64).contains(workers) else {
      throw LabFailure.wrongUse("--seconds has to be more than 0, --workers from 2 to 64")
    }
    if let strategies {
      plan.families = try StrategyList.parse(strategies).map { strategy in
        Family(name: strategy.presetName ?? strategy.description, strategies: [strategy])
      }
      if !plan.families.contains(where: \.isToBeCaught) {
        plan.families.append(Family(name: "naive", strategies: [.naive]))
      }
    }
    return plan
  }
}

/// What `chaos` starts: it starts, stops and kills the workers. Not a command to the parser, which knows tasks only.
///
/// A worker is forked, and runs tasks: in a process that has run one itself the threads of Dispatch are there, or were,
/// and a child would wait for them for ever.
enum ChaosKiller {
  static let name = "chaos-killer"

  static func run() -> Never {
    do { try Killer.serve() } catch {
      Output.error("\(name): \(error)")
      exit(ExitStatus.environment.rawValue)
    }
    exit(0)
  }
}
#endif
