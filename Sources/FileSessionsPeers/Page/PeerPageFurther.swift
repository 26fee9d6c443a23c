internal import Lab

/// Contended locks, large stores, memory.
struct PeerPageFurther {
  let report: PeerReport

  var section: Markup {
    """
    <section aria-labelledby="further">
    <h2 id="further">Locks, scale, memory</h2>
    \(table("Four processes want one lock and hold it for 0.3 ms", ["grants/s", "median wait, µs", "p99 wait, µs"],
      report.places.flatMap(contention)))
    \(table("A writer among eight readers who hold the lock in turn",
      ["hold, µs", "grants", "median wait, µs", "longest wait, µs"], report.places.flatMap(writers)))
    \(table("A small and a large store", ["small", "large", "times"], report.places.flatMap(scale)))
    \(table("Memory", ["figure"], report.places.flatMap(memory)))
    </section>
    """
  }

  private typealias Row = (place: String, name: String, cells: [String])

  private func contention(_ place: PeerPlace) -> [Row] {
    place.contention.map { row in
      (
        place.filesystem, report.title(row.subject),
        [row.grantsPerSecond, row.p50, row.p99].map { Quantity.rate(MedianInterval(of: $0).median) }
      )
    }
  }

  private func writers(_ place: PeerPlace) -> [Row] {
    place.writerAmongReaders.map { row in
      (
        place.filesystem, report.title(row.subject),
        [row.holdMicroseconds, Double(row.grants), row.p50, row.max].map(Quantity.rate)
      )
    }
  }

  private func scale(_ place: PeerPlace) -> [Row] {
    guard let scale = place.scale else { return [] }
    func row(_ name: String, _ pairs: [PeerScale.Pair], _ ratio: Double) -> Row {
      let medians = [pairs.map(\.small), pairs.map(\.large)].map { MedianInterval(of: $0).median }
      return (place.filesystem, name, medians.map { PeerText.microseconds($0) + " µs" } + [Quantity.ratio(ratio)])
    }
    let times = [scale.scans, scale.sweeps].map { Quantity.rate(MedianInterval(of: $0).median) + " ms" }
    let sizes = "\(Grouped(scale.small)) and \(Grouped(scale.large)) sessions"
    return [
      row("load, \(sizes)", scale.loads, scale.loadRatio), row("save, \(sizes)", scale.saves, scale.saveRatio),
      (place.filesystem, "bare scan and sweep of the large one", times + [Quantity.ratio(scale.sweepRatio)]),
    ]
  }

  private func memory(_ place: PeerPlace) -> [Row] {
    guard let memory = place.memory else { return [] }
    let growth = memory.growth.map { PeerText.kilobytes($0) } ?? "–"
    return [
      (
        place.filesystem, "\(report.title(memory.subject)): bytes per session loaded, of \(Grouped(memory.sessions))",
        [Grouped(Int(memory.bytesPerSession.rounded())).description]
      ),
      (place.filesystem, "grown in \(Int(memory.seconds.last ?? 0)) s of load", [growth]),
    ]
  }

  private func table(_ title: String, _ headings: [String], _ rows: [Row]) -> Markup {
    guard !rows.isEmpty else { return .nothing }
    let body: [Markup] = rows.map { row in
      let cells: [Markup] = row.cells.map { #"<td class="number">\#($0)</td>"# }
      return """
        <tr><th scope="row">\(row.name)</th><td class="number">\(row.place)</td>\(cells)</tr>

        """
    }
    let columns: [Markup] = headings.map { "\($0)" }
    return ScrollingTable("\(title)", headings: ["", "file system"] + columns, rows: body).markup
  }
}
