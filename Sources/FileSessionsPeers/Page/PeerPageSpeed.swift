internal import Lab

/// How long each operation takes whom, with one process, and how throughput grows with more.
struct PeerPageSpeed {
  private static var height: Int { 22 }

  let report: PeerReport

  var section: Markup {
    let places: [Markup] = report.places.enumerated().map { place($0.element, $0.offset) }
    return """
      <section aria-labelledby="speed">
      <h2 id="speed">Speed</h2>
      <p>How long one operation takes one process: shorter is faster, and the scale is logarithmic. The number on the \
      right is how many times as fast the library is, with the interval in which the median of the ratio lies in 95 \
      of 100 cases.</p>
      <ul class="legend">
      <li>\(swatch("library"))the library</li><li>\(swatch("peer"))a peer</li>\
      <li>\(swatch("floor"))bare system calls in C</li>
      </ul>
      \(places)
      </section>
      """
  }

  private func swatch(_ style: String) -> Markup {
    """
    <svg width="18" height="12" aria-hidden="true" focusable="false"><rect class="bar \(style)" width="18" \
    height="12"/></svg>
    """
  }

  private func place(_ place: PeerPlace, _ number: Int) -> Markup {
    let panels = PeerOperation.allCases.compactMap { operation -> Choice.Panel? in
      let rows = place.series.filter { $0.operation == operation }
      guard !rows.isEmpty else { return nil }
      return Choice.Panel(name: operation.title, content: "\(bars(rows, place))\(table(operation, rows, place))")
    }
    return """
      <h3>\(place.filesystem)</h3>
      \(Choice(identifier: "speed-\(number)", label: "Operation on \(place.filesystem)", panels: panels).markup)
      """
  }

  private func bars(_ rows: [PeerSeries], _ place: PeerPlace) -> Markup {
    let fewest = rows.map(\.processes).min() ?? 1
    let alone = rows.filter { $0.processes == fewest }.sorted { $0.median > $1.median }
    let plot = Plot(scale: LogScale(covering: alone.map(\.microseconds)))
    return """
      <figure class="plot bars peers" aria-label="Time of one operation by subject">
      \(plot.axis)
      <ul>
      \(alone.map { bar($0, place, plot) })</ul>
      </figure>
      """
  }

  private func bar(_ row: PeerSeries, _ place: PeerPlace, _ plot: Plot) -> Markup {
    let time = PeerText.microseconds(row.microseconds)
    let title = report.title(row.subject)
    let style = report.subject(row.subject)?.role.rawValue ?? ""
    let rectangle: Markup = """
      <rect class="bar \(style)" x="0" y="4" width="\(plot.scale.percent(row.microseconds))" \
      height="\(Self.height - 8)"/>
      """
    return """
      <li class="plot-row"><span class="name">\(title)</span><span class="value">\(time) µs</span>
      \(plot.row("\(title): \(time) µs", height: Self.height, rectangle))
      <span class="outcome">\(outcome(row, place))</span></li>

      """
  }

  private func outcome(_ row: PeerSeries, _ place: PeerPlace) -> Markup {
    let reference = report.reference(row.operation)
    guard let ratio = place.ratio(reference, to: row.subject, row.operation, row.processes) else {
      return "<span>the reference</span>"
    }
    return """
      \(PeerText.number(ratio.ratio)) <span class="interval">\(PeerText.number(ratio.low))–\
      \(PeerText.number(ratio.high))</span>
      """
  }

  private func table(_ operation: PeerOperation, _ rows: [PeerSeries], _ place: PeerPlace) -> Markup {
    let processes = Set(rows.map(\.processes)).sorted()
    let headings: [Markup] = processes.flatMap { count -> [Markup] in
      [#"<th scope="col">\#(PeerText.processes(count))<span class="sub">per second</span></th>"#, "×"]
    }
    let names = rows.filter { $0.processes == processes.first }.sorted { $0.median > $1.median }.map(\.subject)
    let body: [Markup] = names.map { name in
      """
      <tr><th scope="row">\(report.title(name))</th>\(processes.map { cells(name, operation, $0, place) })</tr>

      """
    }
    return ScrollingTable(
      "\(operation.title) in numbers",
      caption: """
        \(operation.title) on \(place.filesystem): operations per second, all processes together; × is how many times as \
        fast \(report.title(report.reference(operation))) is
        """, headings: ["subject"] + headings, rows: body
    ).markup
  }

  private func cells(_ name: String, _ operation: PeerOperation, _ processes: Int, _ place: PeerPlace) -> Markup {
    let rate = place.series(name, operation, processes).map { Quantity.rate($0.median) } ?? "–"
    let number: Markup = #"<td class="number">\#(rate)</td>"#
    guard let ratio = place.ratio(report.reference(operation), to: name, operation, processes) else {
      return #"\#(number)<td class="number">–</td>"#
    }
    return #"\#(number)<td class="number \#(ratio.verdict.style)">\#(PeerText.ratio(ratio))</td>"#
  }
}

extension PeerRatio.Verdict {
  /// As the comparison's page names its colours.
  var style: String {
    switch self {
    case .wins: "kept"
    case .loses: "seen"
    case .level: "level"
    }
  }
}
