internal import Lab

/// How long the operations of each verb took: the shape of it, and the figures.
struct PageLatency {
  private static var height: Int { 38 }
  private static var verbs: [TimedVerb] { [.update, .save, .create, .load] }

  private let rows: [PageRow]
  private let plot: Plot
  private let hasFloors: Bool

  init(_ rows: [PageRow]) {
    self.rows = rows
    let ends = rows.flatMap { row in
      row.row.distributions.values.filter { !$0.counts.isEmpty }
        .flatMap { [$0.microseconds(at: 0), $0.microseconds(at: $0.counts.count)] }
    }
    let floors = rows.flatMap { row in Self.verbs.compactMap { row.floor($0)?.floor } }
    hasFloors = !floors.isEmpty
    plot = Plot(
      scale: LogScale(covering: ends + floors + rows.flatMap { $0.row.operations.values.flatMap { [$0.p50, $0.max] } }))
  }

  var section: Markup {
    """
    <section aria-labelledby="latency">
    <h2 id="latency">Latency</h2>
    <p>From the call to its return, waiting included, while all tasks of all processes work without a pause. \
    The scale is logarithmic. The height of a shape is the square root of the share, so that rare slow operations \
    still show.</p>
    \(floorNote)<ul class="legend">
    <li>\(Plot.legend(.circle, "p50"))median</li><li>\(Plot.legend(.ring, "p99"))99 %</li>
    <li>\(Plot.legend(.diamond, "p999"))99.9 %</li><li>\(Plot.legend(.bar, "max"))slowest</li>
    \(hasFloors ? "<li>\(Plot.legend(.pointer, "floor"))floor</li>" : .nothing)
    </ul>
    \(Choice(identifier: "latency", label: "Operation whose latency is shown", panels: Self.verbs.map(panel)).markup)
    </section>
    """
  }

  private var floorNote: Markup {
    guard hasFloors else { return .nothing }
    return """
      <p>The floor is what the bare system calls of an operation take in plain C, with nobody else at work. \
      “× floor” is what the operation itself takes then, divided by that: the median of pairs that were timed in \
      turns, and the interval in which it lies in 95 of 100 cases. Creates have no floor.</p>

      """
  }

  private func panel(_ verb: TimedVerb) -> Choice.Panel {
    let sorted = rows.sorted { ($0.severity, $0.figures(verb).p50) < ($1.severity, $1.figures(verb).p50) }
    return Choice.Panel(
      name: verb.rawValue,
      content: """
        <figure class="plot" aria-label="Distribution of the latency of \(verb.rawValue)">
        \(plot.axis)
        <ul>
        \(sorted.map { row($0, verb) })</ul>
        </figure>
        \(LatencyTable(rows, verb).markup)

        """)
  }

  private func row(_ row: PageRow, _ verb: TimedVerb) -> Markup {
    let figures = row.figures(verb)
    return """
      <li class="plot-row ridge"><span class="name">\(row.row.strategy)</span>\
      <span class="value">\(Quantity.duration(microseconds: figures.p50))</span>
      \(picture(row, verb, figures))</li>

      """
  }

  private func picture(_ row: PageRow, _ verb: TimedVerb, _ figures: Figures) -> Markup {
    guard figures.p50 > 0 else {
      return plot.row("\(row.row.strategy): no \(verb.rawValue) ended", height: Self.height, .nothing)
    }
    let words = """
      \(row.row.strategy), \(verb.rawValue): median \(Quantity.duration(microseconds: figures.p50)), \
      99 % \(Quantity.duration(microseconds: figures.p99)), 99.9 % \(Quantity.duration(microseconds: figures.p999)), \
      slowest \(Quantity.duration(microseconds: figures.max))\(floorWords(row, verb))
      """
    let marks: [(Mark, Double, String)] = [
      (.ring, figures.p99, "p99"), (.diamond, figures.p999, "p999"), (.bar, figures.max, "max"),
      (.circle, figures.p50, "p50"),
    ]
    let drawn = marks.map { mark, value, name in
      let path = row.path("operations", verb.rawValue, "\(name)_us")
      return plot.mark(mark, at: value, y: Self.height - 8, style: name, path: path)
    }
    return plot.row(words, height: Self.height, "\(shape(row, verb))\(drawn)\(floor(row, verb))")
  }

  private func floor(_ row: PageRow, _ verb: TimedVerb) -> Markup {
    guard let floor = row.floor(verb)?.floor else { return .nothing }
    let path = row.path("floors", verb.rawValue, "floor_us")
    return plot.mark(.pointer, at: floor, y: Self.height - 8, style: "floor", path: path)
  }

  private func floorWords(_ row: PageRow, _ verb: TimedVerb) -> String {
    row.floor(verb).map { ", floor \(Quantity.duration(microseconds: $0.floor))" } ?? ""
  }

  /// In a drawing area of its own, which is stretched to the width that there is.
  private func shape(_ row: PageRow, _ verb: TimedVerb) -> Markup {
    guard let distribution = row.row.distributions[verb], let most = distribution.counts.max(), most > 0 else {
      return .nothing
    }
    let bottom = Self.height - 8
    var outline = ""
    for (index, count) in distribution.counts.enumerated() {
      let (left, right) = (x(distribution, index), x(distribution, index + 1))
      let top = Double(bottom) - (Double(count) / Double(most)).squareRoot() * Double(bottom - 2)
      let begin = index == 0 ? "M\(left) \(bottom)" : ""
      outline += "\(begin)L\(left) \(Quantity.hundredths(top))L\(right) \(Quantity.hundredths(top))"
    }
    outline += "L\(x(distribution, distribution.counts.count)) \(bottom)Z"
    return """
      <svg width="100%" height="\(Self.height)" viewBox="0 0 1000 \(Self.height)" preserveAspectRatio="none">\
      <path class="shape \(row.row.verdict.style)" d="\(outline)"/></svg>
      """
  }

  private func x(_ distribution: LatencyDistribution, _ index: Int) -> String {
    Quantity.hundredths(plot.scale.position(distribution.microseconds(at: index)) * 10)
  }
}

/// The figures of one verb.
struct LatencyTable {
  private let rows: [PageRow]
  private let verb: TimedVerb
  /// Creates have no floor, and a comparison may have been told not to measure any.
  private let hasFloors: Bool

  init(_ rows: [PageRow], _ verb: TimedVerb) {
    self.rows = rows
    self.verb = verb
    hasFloors = rows.contains { $0.floor(verb) != nil }
  }

  var markup: Markup {
    let floor: Markup = #"<th scope="col">× floor<span class="sub">95 % interval</span></th>"#
    return ScrollingTable(
      "Latency of \(verb.rawValue) in numbers", caption: "Latency of one \(verb.rawValue) in µs",
      headings: ["strategy", "p50", "p99", "p99.9", "max"] + (hasFloors ? [floor] : []), rows: rows.map(row)
    ).markup
  }

  private func row(_ row: PageRow) -> Markup {
    let figures = row.figures(verb)
    let columns = [
      ("p50_us", figures.p50), ("p99_us", figures.p99), ("p999_us", figures.p999), ("max_us", figures.max),
    ]
    let cells = columns.map { key, value in
      NumberCell.microseconds(value, row.path("operations", verb.rawValue, key))
    }
    return """
      <tr data-strategy="\(row.row.strategy)"><th scope="row">\(row.row.strategy)</th>\(cells)\
      \(hasFloors ? floorCell(row) : .nothing)</tr>

      """
  }

  private func floorCell(_ row: PageRow) -> Markup {
    guard let floor = row.floor(verb) else { return #"<td class="number">–</td>"# }
    func span(_ value: Double, _ key: String) -> Markup {
      #"<span data-json="\#(row.path("floors", verb.rawValue, key))">\#(Quantity.ratio(value))</span>"#
    }
    return """
      <td class="number">\(span(floor.ratio, "ratio")) <span class="interval">\
      \(span(floor.ratioLow, "ratio_low"))–\(span(floor.ratioHigh, "ratio_high"))</span></td>
      """
  }
}
