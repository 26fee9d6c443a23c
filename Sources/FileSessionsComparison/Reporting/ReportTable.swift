internal import Lab

/// A report for people: what was run, a row per strategy, and the first errors if there were any.
package struct ReportTable {
  private let report: ComparisonReport
  private let isColoured: Bool

  package init(_ report: ComparisonReport, isColoured: Bool) {
    self.report = report
    self.isColoured = isColoured
  }

  package var text: String {
    ([heading, ""] + table + bare + errors).map { $0 + "\n" }.joined()
  }

  private var heading: String {
    """
    \(report.filesystem) · kernel \(report.kernel) · \(report.processes) processes × \(report.tasks) tasks · \
    \(Grouped(report.sessions)) sessions · \(report.mix.words(sessions: report.sessions)) · \
    payload \(Grouped(report.payload)) bytes · durability \(report.durability)
    """
  }

  private var table: [String] {
    let timed: [TimedVerb] = [.load, .save, .update]
    var grid = TextGrid(
      [.left("strategy"), .left("declared"), .right("ops/s")]
        + timed.flatMap { [Column.right("p50", above: "\($0.rawValue) µs"), .right("p99")] }
        + (hasFloors ? [.right("load/save/update", above: "× system calls")] : [])
        + [.left("verdict"), .left("left behind"), .left("violations")], isColoured: isColoured)
    for row in report.rows {
      let figures = timed.map { row.operations[$0] ?? Figures() }
      grid.add(
        [[row.strategy], [row.declared.rawValue], [Grouped(Int(row.operationsPerSecond)).description]]
          + figures.flatMap { [[Quantity.microseconds($0.p50)], [Quantity.microseconds($0.p99)]] }
          + (hasFloors ? [[row.floors?.words ?? "–"]] : [])
          + [[row.verdict.words], [row.leftovers.words], Self.wrapped(row.violations.words)])
    }
    return grid.lines
  }

  private var hasFloors: Bool { report.rows.contains { $0.floors != nil } }

  private var bare: [String] {
    guard let bare = report.bare else { return [] }
    return [
      "",
      "× system calls: what an operation takes here, divided by its bare system calls in C. On this disk open, read, "
        + "close take \(Quantity.microseconds(bare.openReadClose)) µs; open, write, close "
        + "\(Quantity.microseconds(bare.openWriteClose)) µs.",
    ]
  }

  private var errors: [String] {
    let rows = report.rows.filter { !$0.errorExamples.isEmpty }
    guard !rows.isEmpty else { return [] }
    return ["", "Examples of the errors that are counted above:"]
      + rows.flatMap { row in row.errorExamples.prefix(3).map { "  \(row.strategy): \($0)" } }
  }

  /// Two kinds of violations to a line.
  private static func wrapped(_ words: [String]) -> [String] {
    guard !words.isEmpty else { return ["none"] }
    return stride(from: 0, to: words.count, by: 2).map { start in
      let end = min(start + 2, words.count)
      return words[start..<end].joined(separator: ", ") + (end < words.count ? "," : "")
    }
  }
}
