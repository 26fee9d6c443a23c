#if CommandLineTool
/// The rows in which one of the library's subjects is slower than a peer: they are told as plainly as the others.
package struct PeerLosses {
  package struct Row: Hashable, Sendable {
    package var filesystem: String
    package var ratio: PeerRatio
  }

  package let lost: [Row]
  package let level: [Row]
  package let won: [Row]

  /// - Parameter library: which subject; its peers are those that are neither the library's nor floors.
  package init(_ report: PeerReport, library: String) {
    let peers = report.subjects.filter { $0.role == .peer }.map(\.name)
    let rows = report.places.flatMap { place in
      place.ratios.filter { $0.library == library && peers.contains($0.other) }
        .map { Row(filesystem: place.filesystem, ratio: $0) }
    }
    // The worst first.
    lost = rows.filter { $0.ratio.verdict == .loses }.sorted { $0.ratio.ratio < $1.ratio.ratio }
    level = rows.filter { $0.ratio.verdict == .level }
    won = rows.filter { $0.ratio.verdict == .wins }
  }
}
#endif
