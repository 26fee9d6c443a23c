#if CommandLineTool
/// A report as one HTML page that needs nothing else.
package struct PeerPage {
  private let report: PeerReport

  package init(_ report: PeerReport) { self.report = report }

  package var html: String { "" }
}
#endif
