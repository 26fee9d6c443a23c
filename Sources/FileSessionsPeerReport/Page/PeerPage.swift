#if CommandLineTool
internal import FileSessionsComparison

/// A report as one HTML page that needs nothing else: no network, no other file.
package struct PeerPage {
  private let report: PeerReport

  package init(_ report: PeerReport) { self.report = report }

  package var html: String { markup.text }

  private var markup: Markup {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Session files beside their peers</title>
    <style>
    \(PageStyle.sheet)\(PeerPageStyle.sheet)</style>
    <script>
    \(PageScript.beforeFirstPaint)</script>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the results</a>
    \(PeerPageSummary(report).header)
    <main id="main" tabindex="-1">
    \(PeerPageSummary(report).findings)
    \(PeerPageSpeed(report).section)
    \(PeerPageLosses(report).section)
    \(PeerPageCurve(report).section)
    \(PeerPageFurther(report).section)
    \(PeerPageMethod(report).section)
    </main>
    <script>
    \(PageScript.afterContent)</script>
    </body>
    </html>

    """
  }
}
#endif
