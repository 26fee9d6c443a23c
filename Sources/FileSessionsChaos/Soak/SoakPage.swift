internal import Lab

/// The report as a page: one curve for each measure.
package struct SoakPage {
  private static var width: Double { 720 }
  private static var height: Double { 140 }

  private let report: SoakReport

  package init(_ report: SoakReport) { self.report = report }

  package var html: String { Page("Soak: a store under load for long", header: header, report.rows.map(section)).html }

  private var header: Markup {
    """
    <header>
    <h1>A store under load for long</h1>
    <p class="lead">\(report.isFlat ? "Nothing that is judged grows." : "Something grows, or failed.")</p>
    <p class="setting">\(report.strategy) · \(Quantity.counted(report.sessions, "session")) · \
    \(Quantity.counted(report.heldFiles, "file")) held · \(report.fileSystem) · kernel \(report.kernel) · \
    \(Quantity.counted(report.operations, "operation")) in \(Quantity.tenths(report.minutes)) minutes · \
    \(Quantity.counted(report.kills, "kill")) beside it</p>
    </header>
    """
  }

  private func section(_ row: SoakReport.Row) -> Markup {
    """
    <section>
    <h2>\(row.measure.rawValue)</h2>
    <p>\(words(row))</p>
    \(curve(row))
    </section>
    """
  }

  private func words(_ row: SoakReport.Row) -> String {
    guard let middle = row.middle, let last = row.last, let limit = row.limit else { return "Shown, not judged." }
    return "Median of the middle third \(Quantity.tenths(middle)), of the last \(Quantity.tenths(last)), at most "
      + "\(Quantity.tenths(limit)): \(row.isFlat == true ? "flat" : "it grows")."
  }

  private func curve(_ row: SoakReport.Row) -> Markup {
    let top = max(row.values.max() ?? 1, row.limit ?? 0, 1e-9) * 1.05
    let end = max(report.seconds.last ?? 1, 1e-9)
    let points = zip(report.seconds, row.values).map { time, value in
      Quantity.tenths(time / end * Self.width) + "," + Quantity.tenths(Self.height - value / top * Self.height)
    }
    let label = "\(row.measure.rawValue) over \(Int(end)) seconds, from 0 to \(Quantity.tenths(top))"
    return """
      <svg class="track" role="img" aria-label="\(label)" width="100%" viewBox="0 0 720 140" \
      preserveAspectRatio="none"><title>\(label)</title>\
      <polyline fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke" \
      points="\(points.joined(separator: " "))"/></svg>
      """
  }
}
