internal import Foundation
internal import Lab

/// A load's report, as a terminal shows it.
struct LoadTestTable {
  let report: LoadTestReport
  let isColoured: Bool

  var text: String {
    var sections: [String] = [heading]
    for (title, rows) in settings { sections.append(title + "\n" + grid(rows)) }
    sections.append("Requests answered under sound strategies in files: \(report.soundRequests)")
    return sections.joined(separator: "\n\n") + "\n"
  }

  private var heading: String {
    """
    Hummingbird behind wrk, \(report.connections) connections that each wait for their answer, every request saving; \
    medians of rounds of \(report.secondsPerRound) s
    Durability none; sound strategies in files with loads from memory, and as many files held as the system lets be open
    \(report.processor), \(report.processors) processors, shared by servers and clients; Linux \(report.kernel); \
    \(report.fileSystem)
    """
  }

  private var settings: [(String, [LoadTestRow])] {
    var order: [String] = []
    var groups: [String: [LoadTestRow]] = [:]
    for row in report.rows {
      let processes = row.processes == 1 ? "one server process" : "\(row.processes) server processes"
      let title = "\(row.sessions) sessions, \(processes)" + (row.withLogouts ? ", some requests are logouts" : "")
      if groups[title] == nil { order.append(title) }
      groups[title, default: []].append(row)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }

  private func grid(_ rows: [LoadTestRow]) -> String {
    var grid = TextGrid(
      [
        .left("subject"), .right("requests/s"), .right("of the same over memory"), .right("p50, ms"), .right("p99, ms"),
        .left("found"),
      ], isColoured: isColoured)
    for row in rows {
      let ratio = row.ofBaseline.isEmpty ? "" : Self.median(row.ofBaseline, 2)
      grid.add(
        [row.subject.rawValue, Self.median(row.perSecond, 0), ratio, Self.median(row.p50, 1), Self.median(row.p99, 1)]
          + [Self.found(row)])
    }
    return grid.lines.joined(separator: "\n")
  }

  private static func found(_ row: LoadTestRow) -> String {
    let faults = row.faults
    guard !faults.isNone else { return "✓ nothing lost" }
    let counts = [
      (faults.lost, "lost updates"), (faults.notFound, "not found"), (faults.refused, "refused"),
      (faults.dropped, "dropped"), (faults.revived, "revived"),
      (faults.mixedUp, "mixed up"), (faults.failures, "failed connections"),
    ]
    // Where it is not promised, it is no finding.
    return (row.subject.isSound ? "✗ " : "– ")
      + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private static func median(_ values: [Double], _ places: Int) -> String {
    String(format: "%.\(places)f", MedianInterval(of: values).median)
  }
}
