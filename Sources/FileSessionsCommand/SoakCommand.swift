#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsChaos
internal import Lab

struct SoakCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Uses one store for long, beside processes that are killed, and looks whether anything grows.",
    discussion: """
      One worker lives through all of it, on more sessions than it holds files open. Its descriptors, its memory and the \
      store's files are sampled each second; of each the last third must not be larger than the middle one, but for a \
      tolerance. Latencies are shown.
      """)

  @Option(help: "How long.")
  var minutes = 10.0

  @Option(help: "A preset or definition that is kill-safe.")
  var strategy = "slots"

  @Option(help: "What random choices begin from. (default: another one each time)")
  var seed: UInt64?

  @Option(help: "An empty directory to work in, or one to be made in one that exists. (default: a fresh one)")
  var directory: String?

  @Option(help: .hidden)
  var leak: Int?

  @OptionGroup var results: ReportOptions

  @Option(help: "The file that the page is written to. (default: the output's name, with .html)")
  var page: String?

  func run() async throws {
    let plan = try plan()
    let files = try ResultFiles("soak", json: results.output, page: page, hasPage: true)
    let progress = ProgressLine()
    defer { progress.clear() }
    progress.show("soaking for \(Quantity.tenths(minutes)) minutes")
    let report = try await Interruption.run { [directory] place in
      let scratch = place.scratch(try directory.map { try ScratchDirectory($0) } ?? ScratchDirectory(fresh: "soak"))
      let killer = try KillerProcess(place, executable: Executable.path, arguments: [ChaosKiller.name])
      return try await Soak(
        plan, place, in: scratch, executable: Executable.path, worker: SoakWorkerCommand.name, killer, progress
      ).run()
    }
    try files.write(report, html: SoakPage(report).html)
    try results.show(report, files) { SoakTable(report, isColoured: $0).text }
    if report.isEmpty { throw ExitStatus.environment }
    if !report.isFlat { throw ExitStatus.finding }
  }

  private func plan() throws -> SoakPlan {
    var plan = SoakPlan()
    do { plan.strategy = try FileSessionStore.Strategy(strategy) } catch { throw LabFailure.wrongUse("\(error)") }
    guard plan.strategy.isSound, plan.strategy.guarantees.contains(.killSafe) else {
      throw LabFailure.wrongUse("'\(strategy)' is not sound and kill-safe; what it leaves would be judged")
    }
    guard minutes >= 0.3 else { throw LabFailure.wrongUse("--minutes has to be at least 0.3") }
    (plan.minutes, plan.leak) = (minutes, leak)
    plan.seed = seed ?? UInt64.random(in: 0..<1_000_000)
    return plan
  }
}

/// What `soak` starts one of.
struct SoakWorkerCommand: AsyncParsableCommand {
  static let name = "soak-worker"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  func run() async throws { try await SoakWorker.run() }
}
#endif
