#if CommandLineTool
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
    <li>\(legend(.circle, "p50"))median</li><li>\(legend(.ring, "p99"))99 %</li>
    <li>\(legend(.diamond, "p999"))99.9 %</li><li>\(legend(.bar, "max"))slowest</li>
    \(hasFloors ? "<li>\(legend(.pointer, "floor"))floor</li>" : .nothing)
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

  private func legend(_ mark: Mark, _ style: String) -> Markup {
    """
    <svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true" focusable="false">\
    <g class="mark"><path class="\(style)" d="\(mark.outline)"/></g></svg>
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
      outline += "\(begin)L\(left) \(LogScale.text(top))L\(right) \(LogScale.text(top))"
    }
    outline += "L\(x(distribution, distribution.counts.count)) \(bottom)Z"
    return """
      <svg width="100%" height="\(Self.height)" viewBox="0 0 1000 \(Self.height)" preserveAspectRatio="none">\
      <path class="shape \(row.row.verdict.style)" d="\(outline)"/></svg>
      """
  }

  private func x(_ distribution: LatencyDistribution, _ index: Int) -> String {
    LogScale.text(plot.scale.position(distribution.microseconds(at: index)) * 10)
  }
}
#endif
