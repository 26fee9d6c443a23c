internal import Lab

/// A report as an HTML page.
///
/// What a number in it belongs to stands in its `data-json` attribute, as the path to the same number in the JSON file:
/// that is how `make bench-page-test` holds the two against each other.
package struct ComparisonPage {
  private let report: ComparisonReport

  package init(_ report: ComparisonReport) { self.report = report }

  package var html: String {
    let rows = PageRow.all(of: report)
    let summary = PageSummary(report: report, rows: rows)
    return Page(
      "Session files: cost against safety", header: summary.header,
      [
        summary.findings, PageCost(rows).section, PageViolations(rows: rows).section, PageThroughput(rows).section,
        PageLatency(rows).section, PageStrategies(rows: rows).section, PageMethod(report: report).section,
      ]
    ).html
  }
}
