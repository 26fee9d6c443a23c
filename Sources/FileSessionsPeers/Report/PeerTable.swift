internal import Lab

/// A report for people, as text.
struct PeerTable {
  let report: PeerReport
  let isColoured: Bool

  var text: String {
    let sections = [heading] + report.places.flatMap(place) + [losses]
    return sections.map { ($0 + [""]).map { $0 + "\n" }.joined() }.joined()
  }

  private var heading: [String] {
    let versions = report.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return [
      "\(report.processor) × \(report.processors) · kernel \(report.kernel) · \(versions)",
      "\(Grouped(report.sessions)) sessions · payload \(Grouped(report.payload)) bytes · \(report.rounds) rounds · "
        + "an id out of its cookie takes \(PeerText.microseconds(report.cookieMicroseconds)) µs more",
    ] + report.notRun.map { "not run: \($0.subject): \($0.reason)" }
  }

  private func place(_ place: PeerPlace) -> [[String]] {
    PeerOperation.allCases.map { operation(place, $0) }
      + [contention(place), writers(place), scale(place), crossings(place), memory(place)]
  }

  /// A row for each subject, the fastest first; a group of columns for each number of processes.
  private func operation(_ place: PeerPlace, _ operation: PeerOperation) -> [String] {
    let series = place.series.filter { $0.operation == operation }
    let processes = Set(series.map(\.processes)).sorted()
    guard let first = processes.first else { return [] }
    let reference = report.reference(operation)
    var grid = TextGrid(
      [.left("\(place.filesystem): \(operation.title)"), .right("µs")]
        + processes.flatMap { [Column.right("per second", above: PeerText.processes($0)), .right("×")] }
        + [.left("library is")], isColoured: isColoured)
    for row in series.filter({ $0.processes == first }).sorted(by: { $0.median > $1.median }) {
      let cells = processes.flatMap { count -> [[String]] in
        let rate = place.series(row.subject, operation, count).map { Quantity.rate($0.median) }
        let ratio = place.ratio(reference, to: row.subject, operation, count)
        return [[rate ?? "–"], [ratio.map(PeerText.ratio) ?? ""]]
      }
      let verdict = place.ratio(reference, to: row.subject, operation, first)?.verdict
      let isFloor = report.subject(row.subject)?.role == .floor
      grid.add(
        [[report.title(row.subject)], [PeerText.microseconds(row.microseconds)]] + cells
          + [[row.subject == reference ? "the reference" : isFloor ? "(floor)" : verdict.map(PeerText.mark) ?? ""]])
    }
    return grid.lines
  }

  private func contention(_ place: PeerPlace) -> [String] {
    guard !place.contention.isEmpty else { return [] }
    var grid = TextGrid(
      [
        .left("\(place.filesystem): contended lock, 4 processes, 0.3 ms holds"), .right("grants/s"),
        .right("p50", above: "wait, µs"), .right("p99"),
      ])
    for row in place.contention {
      grid.add(
        [[report.title(row.subject)]]
          + [row.grantsPerSecond, row.p50, row.p99].map { [Quantity.rate(MedianInterval(of: $0).median)] })
    }
    return grid.lines
  }

  private func writers(_ place: PeerPlace) -> [String] {
    guard !place.writerAmongReaders.isEmpty else { return [] }
    var grid = TextGrid(
      [
        .left("\(place.filesystem): a writer among 8 readers in turn"), .right("hold, µs"), .right("grants"),
        .right("p50", above: "wait, µs"), .right("max"),
      ])
    for row in place.writerAmongReaders {
      grid.add(
        [
          [report.title(row.subject)], [Quantity.rate(row.holdMicroseconds)], ["\(row.grants)"],
          [Quantity.rate(row.p50)], [Quantity.rate(row.max)],
        ])
    }
    return grid.lines
  }

  private func scale(_ place: PeerPlace) -> [String] {
    guard let scale = place.scale else { return [] }
    func line(_ name: String, _ pairs: [PeerScale.Pair], _ ratio: Double) -> String {
      let medians = [pairs.map(\.small), pairs.map(\.large)].map {
        PeerText.microseconds(MedianInterval(of: $0).median)
      }
      return "  \(name): \(medians[0]) µs and \(medians[1]) µs: \(Quantity.ratio(ratio)) times"
    }
    return [
      "\(place.filesystem): \(Grouped(scale.small)) and \(Grouped(scale.large)) sessions",
      line("load", scale.loads, scale.loadRatio), line("save", scale.saves, scale.saveRatio),
      "  sweep \(Quantity.rate(MedianInterval(of: scale.sweeps).median)) ms, "
        + "bare scan \(Quantity.rate(MedianInterval(of: scale.scans).median)) ms: \(Quantity.ratio(scale.sweepRatio)) times",
    ]
  }

  private func crossings(_ place: PeerPlace) -> [String] {
    guard !place.crossings.isEmpty else { return [] }
    return ["\(place.filesystem): payload of 64 bytes to 64 kB, the library is"]
      + place.crossings.map { crossing in
        "  \(crossing.operation.title), \(report.title(crossing.library)) against \(report.title(crossing.other)): "
          + crossing.words
      }
  }

  private func memory(_ place: PeerPlace) -> [String] {
    guard let memory = place.memory, let growth = memory.growth else { return [] }
    return [
      "\(place.filesystem): memory of \(report.title(memory.subject)): "
        + "\(Grouped(Int(memory.bytesPerSession.rounded()))) bytes per session loaded, "
        + "grown by \(PeerText.kilobytes(growth)) in \(Int(memory.seconds.last ?? 0)) s of load"
    ]
  }

  /// Of every configuration of the library, since nobody runs the fastest by default.
  private var losses: [String] {
    report.subjects.filter { $0.role == .library }.flatMap { own -> [String] in
      let losses = PeerLosses(report, library: own.name)
      let title = "\(own.title): \(losses.lost.count) lost, \(losses.level.count) level, \(losses.won.count) won"
      return [title] + losses.lost.map { line($0, "✗") } + losses.level.map { line($0, "–") }
        + losses.won.map { line($0, "✓") }
    }
  }

  private func line(_ row: PeerLosses.Row, _ mark: String) -> String {
    "  \(mark) \(row.filesystem), \(row.operation.title), \(report.title(row.other)): \(row.words)"
  }
}
