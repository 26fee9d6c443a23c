#if CommandLineTool
/// A report as one HTML page that needs nothing else: no network, no other file.
///
/// What a number in it belongs to stands in its `data-json` attribute, as the path to the same number in the JSON file:
/// that is how `make bench-page-test` holds the two against each other.
package struct ComparisonPage {
  private let report: ComparisonReport

  package init(_ report: ComparisonReport) { self.report = report }

  package var html: String { markup.text }

  private var markup: Markup {
    let rows = PageRow.all(of: report)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Session files: cost against safety</title>
      <style>
      \(PageStyle.sheet)</style>
      <script>
      \(PageScript.beforeFirstPaint)</script>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      \(PageSummary(report, rows).header)
      <main id="main" tabindex="-1">
      \(PageSummary(report, rows).findings)
      \(PageCost(rows).section)
      \(PageViolations(rows).section)
      \(PageThroughput(rows).section)
      \(PageLatency(rows).section)
      \(PageStrategies(rows).section)
      \(PageMethod(report).section)
      </main>
      <script>
      \(PageScript.afterContent)</script>
      </body>
      </html>

      """
  }
}
#endif
