#if CommandLineTool
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
    """
    <div class="scroller" role="region" aria-label="Latency of \(verb.rawValue) in numbers" tabindex="0">
    <table>
    <caption><span>Latency of one \(verb.rawValue) in µs</span></caption>
    <thead><tr><th scope="col">strategy</th><th scope="col">p50</th><th scope="col">p99</th>\
    <th scope="col">p99.9</th><th scope="col">max</th>\(floorHeading)</tr></thead>
    <tbody>
    \(rows.map(row))</tbody>
    </table></div>
    """
  }

  private var floorHeading: Markup {
    hasFloors ? #"<th scope="col">× floor<span class="sub">95 % interval</span></th>"# : .nothing
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
#endif
