internal import Lab

/// How much all processes got done together, and how evenly they shared it.
struct PageThroughput {
  private static var height: Int { 28 }

  private let rows: [PageRow]
  private let largest: Double

  init(_ rows: [PageRow]) {
    self.rows = rows
    largest = max(1, rows.map(\.row.operationsPerSecond).max() ?? 1)
  }

  var section: Markup {
    """
    <section aria-labelledby="throughput">
    <h2 id="throughput">Throughput and fairness</h2>
    <p>Operations per second of the timed mix, all processes together. A bar is divided by process: parts of equal \
    length are fair. Fairness is what the least served process got, divided by what the best served one got.</p>
    <figure class="plot bars" aria-label="Throughput by strategy, divided by process">
    <ul>
    \(rows.sorted { $0.row.operationsPerSecond > $1.row.operationsPerSecond }.map(bar))</ul>
    </figure>
    \(table)
    </section>
    """
  }

  private func bar(_ row: PageRow) -> Markup {
    let shares = row.row.shares.map { Quantity.rate($0.operationsPerSecond) + "/s" }.joined(separator: ", ")
    let words = """
      \(row.row.strategy): \(Quantity.rate(row.row.operationsPerSecond)) operations per second; by process: \(shares); \
      fairness \(Quantity.ratio(row.row.fairness))
      """
    return """
      <li class="plot-row"><span class="name">\(row.row.strategy)</span>\
      <span class="value">\(Quantity.rate(row.row.operationsPerSecond))/s</span>
      <svg class="track" role="img" aria-label="\(words)" width="100%" height="\(Self.height)"><title>\(words)</title>\
      \(segments(row))</svg>
      <span class="outcome">\(row.row.verdict.badge)</span></li>

      """
  }

  private func segments(_ row: PageRow) -> Markup {
    var end = 0.0
    var segments: [Markup] = []
    for (number, share) in row.row.shares.enumerated() {
      let width = share.operationsPerSecond / largest * 100
      segments.append(
        """
        <rect class="bar \(row.row.verdict.style)\(number % 2 == 0 ? "" : " odd")" x="\(Quantity.hundredths(end))%" y="5" \
        width="\(Quantity.hundredths(width))%" height="\(Self.height - 10)"/>
        """)
      end += width
    }
    return "\(segments)"
  }

  private var table: Markup {
    let headings: [Markup] =
      ["strategy", "operations/s"] + TimedVerb.allCases.map { "\($0.rawValue)s/s" }
      + ["fairness", "longest, best process, µs", "longest, worst process, µs"]
    return ScrollingTable(
      "Throughput and fairness in numbers",
      caption: "Operations per second, and how long the longest operation of a process took", headings: headings,
      rows: rows.map(tableRow)
    ).markup
  }

  private func tableRow(_ row: PageRow) -> Markup {
    let verbs = TimedVerb.allCases.map { verb in
      NumberCell.rate(row.figures(verb).perSecond, row.path("operations", verb.rawValue, "per_second"))
    }
    let byWait = row.row.shares.enumerated().sorted { $0.element.longest < $1.element.longest }
    let waits: [Markup] = [byWait.first, byWait.last].map { entry in
      guard let entry else { return #"<td class="number">–</td>"# }
      return NumberCell.microseconds(entry.element.longest, row.path("shares", "\(entry.offset)", "longest_us"))
    }
    return """
      <tr data-strategy="\(row.row.strategy)"><th scope="row">\(row.row.strategy)</th>\
      \(NumberCell.rate(row.row.operationsPerSecond, row.path("operations_per_second")))\(verbs)\
      \(NumberCell.ratio(row.row.fairness, row.path("fairness")))\(waits)</tr>

      """
  }
}
