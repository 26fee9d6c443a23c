internal import Lab

/// The report as text.
package struct ChaosTable {
  private let report: ChaosReport
  private let isColoured: Bool

  package init(_ report: ChaosReport, isColoured: Bool = false) {
    (self.report, self.isColoured) = (report, isColoured)
  }

  package var text: String {
    ([head] + grid.lines + notes + report.arms.flatMap(Self.findings)).joined(separator: "\n") + "\n"
  }

  private var head: String {
    "\(report.workers) workers of two threads on \(report.sessions) sessions, \(report.fileSystem), "
      + "Linux \(report.kernel), \(Int(report.seconds.rounded())) s, seed \(report.seed)\n"
  }

  private var grid: TextGrid {
    var grid = TextGrid(
      [
        .left("strategies"), .right("of them"), .right("rounds"), .right("operations"), .right("kills"),
        .right("inside"), .right("per s"), .right("stops"), .right("waits"), .right("findings"), .left("verdict"),
      ], isColoured: isColoured)
    for arm in report.arms { grid.add(Self.cells(arm)) }
    return grid
  }

  private static func cells(_ arm: ArmReport) -> [String] {
    let counts = [arm.strategies, arm.rounds, arm.operations].map { Grouped($0).description }
    let kills =
      arm.isKilled
      ? [Grouped(arm.kills).description, Grouped(arm.killsInside).description, rate(arm)] : ["–", "–", "–"]
    let rest = [arm.stops, arm.contended, arm.findingCount].map { Grouped($0).description }
    return [arm.name] + counts + kills + rest + [arm.verdict.rawValue]
  }

  private static func rate(_ arm: ArmReport) -> String {
    arm.seconds > 0 ? Quantity.rate(Double(arm.kills) / arm.seconds) : "–"
  }

  private var notes: [String] {
    let stopped = report.arms.filter { !$0.isKilled }
    return (stopped.isEmpty ? [] : ["–: a kill would leave a torn file, as declared; these workers are only stopped"])
      + report.arms.flatMap { arm in
        arm.lacks.map { "\(arm.name): \($0); a run that hardly did anything proves nothing" }
          + Set(arm.notRun).sorted().map { "\(arm.name): \($0)" }
      }
  }

  private static func findings(_ arm: ArmReport) -> [String] {
    arm.findings.prefix(arm.isToBeCaught ? 1 : .max).flatMap { finding in
      ["", "\(arm.name): \(finding.kind): \(finding.text)", "  \(finding.round)"] + finding.history.map { "  " + $0 }
    }
  }
}
