#if CommandLineTool
internal import FileSessions
internal import Foundation

/// Runs the strategies one after another, each in two phases, with real processes on a real disk.
package struct Comparison: Sendable {
  private let plan: ComparisonPlan
  private let scratch: ScratchDirectory
  private let crew: WorkerCrew
  private let progress: Progress

  package init(_ plan: ComparisonPlan, in scratch: ScratchDirectory, _ crew: WorkerCrew, _ progress: Progress) {
    self.plan = plan
    self.scratch = scratch
    self.crew = crew
    self.progress = progress
  }

  /// - Throws: `ComparisonFailure`.
  package func run() async throws -> ComparisonReport {
    var report = ComparisonReport(
      plan, filesystem: FileSystemName.name(ofDirectory: scratch.path), kernel: Machine.kernel)
    for (index, strategy) in plan.strategies.enumerated() {
      let place = "[\(index + 1)/\(plan.strategies.count)] \(strategy.label)"
      var row = ComparisonRow(strategy, processes: plan.processes)
      progress.show("\(place): timed for \(Self.text(plan.timedSeconds)) s")
      try await TimedPhase(plan, strategy, scratch, crew).run(into: &row)
      try await CatchPhase(plan, strategy, scratch, crew).run(into: &row) { round in
        let again = round > 1 ? ", round \(round)" : ""
        progress.show("\(place): to be caught, \(Self.text(plan.catchSeconds)) s\(again)")
      }
      report.rows.append(row)
    }
    progress.clear()
    return report
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
  }
}
#endif
