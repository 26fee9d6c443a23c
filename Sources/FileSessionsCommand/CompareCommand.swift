#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsComparison
internal import Foundation
internal import Lab

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

  @OptionGroup var load: WorkloadOptions

  @OptionGroup var results: ReportOptions

  @Option(help: "The file that the page is written to. (default: the output's name, with .html)")
  var page: String?

  func run() async throws {
    let plan = try load.plan(strategies: try StrategyList.parse(strategies))
    let files = try ResultFiles("compare", json: results.output, page: page, hasPage: true)
    let progress = ProgressLine()
    defer { progress.clear() }
    let report = try await Interruption.run { [directory] place in
      let scratch = place.scratch(
        try directory.map { try ScratchDirectory($0) } ?? ScratchDirectory(fresh: "compare"))
      let crew = WorkerCrew(place, executable: Executable.path, arguments: [CompareWorkerCommand.name])
      return try await Comparison(plan, in: scratch, crew, progress).run()
    }
    try files.write(report, html: ComparisonPage(report).html)
    try results.show(report, files) { ReportTable(report, isColoured: $0).text }
    if !report.isAsDeclared { throw ExitStatus.finding }
  }
}

/// What `compare` starts several of.
struct CompareWorkerCommand: AsyncParsableCommand {
  static let name = "compare-worker"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  func run() async throws { try await Worker.run() }
}

/// How hard the strategies are worked.
struct WorkloadOptions: ParsableArguments {
  enum Durability: String, ExpressibleByArgument, CaseIterable {
    case none, data, full

    var level: FileSessionStore.Durability {
      switch self {
      case .none: .none
      case .data: .data
      case .full: .full
      }
    }
  }

  @Option(help: "Worker processes.")
  var processes = 2

  @Option(help: "Tasks per process.")
  var tasks = 4

  @Option(help: "Sessions that all of them share.")
  var sessions = 64

  @Option(help: "Bytes of a payload.")
  var payload = 512

  @Option(help: "The share of loads in the timed phase, from 0 to 1; the rest updates, saves and creates as 4 : 3 : 1.")
  var reads = OperationMix.usual.reads

  @Option(help: "The share of timed operations that meet on four sessions, from 0 to 1.")
  var hot = OperationMix.usual.hot

  @Option(help: "Seconds of a timed phase. (default: 5)")
  var seconds: Double?

  @Option(help: "Seconds of a catch phase. (default: 5)")
  var catchSeconds: Double?

  @Flag(help: "Short phases: all presets in less than a minute.")
  var quick = false

  @Flag(inversion: .prefixedNo, help: "Hold load, save and update against the same system calls in plain C.")
  var floors = true

  @Option(help: "What an acknowledged write survives.")
  var durability = Durability.none

  func plan(strategies: [FileSessionStore.Strategy]) throws -> ComparisonPlan {
    var plan = ComparisonPlan()
    plan.strategies = strategies
    plan.processes = processes
    plan.tasks = tasks
    plan.sessions = sessions
    plan.payload = payload
    plan.mix = OperationMix(reads: reads, hot: hot)
    plan.timedSeconds = seconds ?? (quick ? 0.7 : 5)
    plan.catchSeconds = catchSeconds ?? (quick ? 1 : 5)
    plan.durability = durability.level
    plan.floors = floors ? quick ? .quick : .full : nil
    if let objection = plan.objection { throw LabFailure.wrongUse(objection) }
    return plan
  }
}
#endif
