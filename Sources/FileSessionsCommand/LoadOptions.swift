#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsComparison

/// How hard the strategies are worked.
struct LoadOptions: ParsableArguments {
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
    if let objection = plan.objection { throw ComparisonFailure.wrongUse(objection) }
    return plan
  }
}
#endif
