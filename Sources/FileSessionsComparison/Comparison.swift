internal import FileSessions
internal import Foundation
package import Lab

/// Runs the strategies one after another, each in two phases, with real processes on a real disk.
package struct Comparison: Sendable {
  private let plan: ComparisonPlan
  private let scratch: ScratchDirectory
  private let crew: WorkerCrew
  private let progress: ProgressLine

  package init(_ plan: ComparisonPlan, in scratch: ScratchDirectory, _ crew: WorkerCrew, _ progress: ProgressLine) {
    self.plan = plan
    self.scratch = scratch
    self.crew = crew
    self.progress = progress
  }

  /// - Throws: `LabFailure`.
  package func run() async throws -> ComparisonReport {
    var report = ComparisonReport(
      plan, filesystem: FileSystemName.name(ofDirectory: scratch.path), kernel: Machine.kernel,
      processors: Machine.processors, date: Machine.date)
    if let effort = plan.floors { report.bare = try bareFigures(effort) }
    for (index, strategy) in plan.strategies.enumerated() {
      let place = "[\(index + 1)/\(plan.strategies.count)] \(strategy.label)"
      var row = ComparisonRow(strategy, processes: plan.processes)
      progress.show("\(place): timed for \(Self.text(plan.timedSeconds)) s")
      try await notVacuous(place) {
        try await TimedPhase(plan: plan, strategy: strategy, scratch: scratch, crew: crew).run(into: &row)
      }
      try await notVacuous(place) {
        try await CatchPhase(plan: plan, strategy: strategy, scratch: scratch, crew: crew).run(into: &row) { round in
          let again = round > 1 ? ", round \(round)" : ""
          progress.show("\(place): to be caught, \(Self.text(plan.catchSeconds)) s\(again)")
        }
      }
      if let effort = plan.floors {
        progress.show("\(place): beside its system calls in plain C")
        row.floors = try FloorPhase(plan: plan, scratch: scratch, effort: effort).run(strategy)
      }
      report.rows.append(row)
    }
    progress.clear()
    return report
  }

  /// On a busy machine a worker can starve for as long as a phase of a quick run takes. Once is chance.
  private func notVacuous(_ place: String, _ phase: () async throws -> Void) async throws {
    do { try await phase() } catch LabFailure.vacuous(let reason) {
      progress.show("\(place): again, since \(reason)")
      try await phase()
    }
  }

  private func bareFigures(_ effort: FloorEffort) throws -> BareFigures {
    let path = scratch.nextStore()
    defer { scratch.removeStore(path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    return try BareFigures(in: path, size: RecordHeader.recordByteCount(payload: plan.payload), effort)
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
  }
}
