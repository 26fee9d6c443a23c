internal import Lab

package struct SoakReport: Codable, Sendable {
  package struct Row: Codable, Sendable {
    package var measure: SoakMeasure
    /// Medians of the middle third and of the last, and the most that the last may be; `nil` for what is not judged.
    package var middle: Double?
    package var last: Double?
    package var limit: Double?
    package var isFlat: Bool?
    package var values: [Double]
  }

  package var strategy: String
  package var minutes: Double
  package var sessions: Int
  package var heldFiles: Int
  package var seed: UInt64
  package var fileSystem: String
  package var kernel: String
  package var operations: Int
  package var errors: Int
  package var kills: Int
  package var stops: Int
  package var crashes: [String]
  package var rows: [Row]
  package var seconds: [Double]

  init(_ plan: SoakPlan, _ samples: [SoakSample], _ killed: RoundAnswer, fileSystem: String) {
    strategy = "\(plan.strategy)"
    (minutes, sessions, heldFiles, seed) = (plan.minutes, plan.sessions, plan.heldFiles, plan.seed)
    self.fileSystem = fileSystem
    kernel = Machine.kernel
    operations = samples.reduce(0) { $0 + $1.operations }
    errors = samples.reduce(0) { $0 + $1.errors }
    (kills, stops) = (killed.kills, killed.stops)
    crashes = killed.crashes + (killed.stuck > 0 ? ["\(killed.stuck) workers did not end"] : [])
    rows = SoakMeasure.allCases.map { Row($0, samples) }
    seconds = samples.map(\.time)
  }

  package var isFlat: Bool { errors == 0 && crashes.isEmpty && rows.allSatisfy { $0.isFlat != false } }

  /// Whether there was too little to judge by.
  package var isEmpty: Bool { seconds.count < Flatness.leastSamples || operations < 1000 || kills == 0 }
}

extension SoakReport.Row {
  package init(_ measure: SoakMeasure, _ samples: [SoakSample]) {
    self.measure = measure
    values = samples.map(measure.value)
    guard let tolerance = measure.tolerance,
      let flatness = Flatness(values, share: tolerance.share, slack: tolerance.slack)
    else { return }
    (middle, last, limit, isFlat) = (flatness.middle, flatness.last, flatness.limit, flatness.isFlat)
  }
}

/// The report as text, each measure as a line that rises and falls.
package struct SoakTable {
  private static let blocks = Array("▁▂▃▄▅▆▇█")
  private static var width: Int { 48 }

  private let report: SoakReport
  private let isColoured: Bool

  package init(_ report: SoakReport, isColoured: Bool = false) { (self.report, self.isColoured) = (report, isColoured) }

  package var text: String {
    var grid = TextGrid(
      [
        .left("over time, from 0"), .left("measure"), .right("first"), .right("middle"), .right("last"),
        .right("at most"), .left("verdict"),
      ], isColoured: isColoured)
    for row in report.rows { grid.add(Self.cells(row)) }
    return ([head] + grid.lines + notes).joined(separator: "\n") + "\n"
  }

  private var head: String {
    "\(report.strategy), \(Grouped(report.sessions)) sessions, \(report.heldFiles) files held, \(report.fileSystem), "
      + "Linux \(report.kernel), seed \(report.seed): \(Grouped(report.operations)) operations in "
      + "\(Quantity.tenths(report.minutes)) min, beside \(Grouped(report.kills)) kills and \(report.stops) stops\n"
  }

  private var notes: [String] {
    (report.errors > 0 ? ["✗ \(report.errors) errors"] : []) + report.crashes.map { "✗ \($0)" }
      + (report.isEmpty ? ["a run that hardly did anything proves nothing"] : [])
  }

  private static func cells(_ row: SoakReport.Row) -> [String] {
    let verdict = row.isFlat.map { $0 ? "✓ flat" : "✗ grows" } ?? "–"
    let numbers = [row.values.first, row.middle, row.last, row.limit].map { $0.map(Quantity.tenths) ?? "–" }
    return [line(row.values), row.measure.rawValue] + numbers + [verdict]
  }

  /// The values from left to right, from zero to the largest from bottom to top.
  package static func line(_ values: [Double]) -> String {
    guard let largest = values.max(), largest > 0 else { return "" }
    let count = min(width, values.count)
    return String(
      (0..<count).map { column in
        let part = values[(column * values.count / count)..<((column + 1) * values.count / count)]
        let mean = part.reduce(0, +) / Double(part.count)
        return blocks[min(blocks.count - 1, Int(mean / largest * Double(blocks.count)))]
      })
  }
}
