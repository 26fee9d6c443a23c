internal import Lab

/// The report as people read it: a table for each file system, then what was found.
package struct PowerTable {
  private let report: PowerReport
  private let isColoured: Bool

  package init(_ report: PowerReport, isColoured: Bool) { (self.report, self.isColoured) = (report, isColoured) }

  package var text: String { report.fileSystems.map(text).joined(separator: "\n") }

  private func text(_ system: PowerReport.FileSystemReport) -> String {
    if let end = system.died { return "\(system.name): ✗ \(end)\n" }
    if let reason = system.notRun { return "\(system.name): not run: \(reason)\n" }
    let title =
      "\(system.name): \(Quantity.counted(system.images, "distinct crash image")) in \(Int(system.seconds.rounded())) s\n\n"
    return title + rows(system).text + (system.faults.isEmpty ? "" : "\n" + faults(system).text)
      + counterexamples(system)
  }

  private func rows(_ system: PowerReport.FileSystemReport) -> TextGrid {
    var grid = TextGrid(
      [
        .left("strategy"), .left("durability"), .right("verbs"), .right("writes"), .right("flushes"), .right("images"),
        .right("mounted"), .right("not run"), .right("lost"), .right("torn"), .right("revived"), .right("unusable"),
      ], isColoured: isColoured)
    for row in system.rows {
      let found = [row.lost, row.torn, row.revived, row.unusable].map { $0 == 0 ? "0" : "✗ \($0)" }
      let counts = [row.verbs, row.writes, row.flushes, row.images, row.mounted, row.images - row.mounted]
      grid.add([row.strategy, row.durability] + counts.map { Grouped($0).description } + found)
    }
    return grid
  }

  private func faults(_ system: PowerReport.FileSystemReport) -> TextGrid {
    var grid = TextGrid(
      [.left("planted fault"), .left("strategy"), .right("images"), .left("")], isColoured: isColoured)
    for fault in system.faults {
      let outcome =
        fault.isCaught
        ? "✓ caught: \(fault.counterexample?.kind ?? "")" : fault.masked.map { "– hidden: \($0)" } ?? "✗ not caught"
      grid.add([fault.fault.rawValue, fault.strategy, "\(fault.images)", outcome])
    }
    return grid
  }

  private func counterexamples(_ system: PowerReport.FileSystemReport) -> String {
    let counts = system.rows.reduce(into: [String: Int]()) { $0.merge($1.notRun, uniquingKeysWith: +) }
    let reasons = counts.sorted { $0.key < $1.key }.map { "\n\($0.value) not run: \($0.key)" }
    let found = system.rows.flatMap { row in
      row.counterexamples.map { "\n\(system.name), \(row.strategy), \(row.durability): " + Self.text($0) }
    }
    return (reasons + found).joined() + "\n"
  }

  private static func text(_ example: PowerReport.Counterexample) -> String {
    """
    \(example.kind): \(example.found)
      the power fails \(example.verb), \(example.point)
      kept: \(example.kept.isEmpty ? "nothing since the last flush" : example.kept.joined(separator: "; "))
      dropped: \(example.dropped.isEmpty ? "nothing" : example.dropped.joined(separator: "; "))
    """
  }
}
