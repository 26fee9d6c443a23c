#if CommandLineTool
/// The figures of one verb.
struct LatencyTable {
  private let rows: [PageRow]
  private let verb: TimedVerb

  init(_ rows: [PageRow], _ verb: TimedVerb) {
    self.rows = rows
    self.verb = verb
  }

  var markup: Markup {
    """
    <div class="scroller" role="region" aria-label="Latency of \(verb.rawValue) in numbers" tabindex="0">
    <table>
    <caption><span>Latency of one \(verb.rawValue) in µs</span></caption>
    <thead><tr><th scope="col">strategy</th><th scope="col">p50</th><th scope="col">p99</th>\
    <th scope="col">p99.9</th><th scope="col">max</th></tr></thead>
    <tbody>
    \(rows.map(row))</tbody>
    </table></div>
    """
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
      <tr data-strategy="\(row.row.strategy)"><th scope="row">\(row.row.strategy)</th>\(cells)</tr>

      """
  }
}
#endif
