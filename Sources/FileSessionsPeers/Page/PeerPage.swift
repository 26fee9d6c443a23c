internal import Lab

/// A report as an HTML page.
struct PeerPage {
  private let report: PeerReport

  init(_ report: PeerReport) { self.report = report }

  var html: String {
    let summary = PeerPageSummary(report)
    return Page(
      "Session files beside their peers", style: PackageResources.peers_css, header: summary.header,
      [
        summary.findings, PeerPageSpeed(report).section, PeerPageLosses(report).section, PeerPageCurve(report).section,
        PeerPageFurther(report).section, PeerPageMethod(report).section,
      ]
    ).html
  }
}
