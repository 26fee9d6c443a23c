/// What one of the library's subjects loses to peers, and what it wins: the former is told as plainly as the latter.
struct PeerLosses {
  /// One operation beside one peer on one file system, with every number of processes.
  struct Row: Hashable, Sendable {
    var filesystem: String
    var operation: PeerOperation
    var other: String
    /// By number of processes.
    var ratios: [PeerRatio]

    /// One loss among them makes the row one; it is won if no ratio says otherwise.
    var verdict: PeerRatio.Verdict {
      if ratios.contains(where: { $0.verdict == .loses }) { return .loses }
      return ratios.contains { $0.verdict == .level } ? .level : .wins
    }
  }

  let lost: [Row]
  let level: [Row]
  let won: [Row]

  /// - Parameter library: which subject; its peers are those that are neither the library's nor floors.
  init(_ report: PeerReport, library: String) {
    let peers = report.subjects.filter { $0.role == .peer }.map(\.name)
    let rows = report.places.flatMap { place in
      PeerOperation.allCases.flatMap { operation in
        peers.compactMap { Self.row(place, operation, library, $0) }
      }
    }
    lost = rows.filter { $0.verdict == .loses }
    level = rows.filter { $0.verdict == .level }
    won = rows.filter { $0.verdict == .wins }
  }

  private static func row(_ place: PeerPlace, _ operation: PeerOperation, _ library: String, _ other: String) -> Row? {
    let ratios = place.ratios.filter { $0.library == library && $0.other == other && $0.operation == operation }
    guard !ratios.isEmpty else { return nil }
    return Row(
      filesystem: place.filesystem, operation: operation, other: other,
      ratios: ratios.sorted { $0.processes < $1.processes })
  }
}

extension PeerLosses.Row {
  /// `0.06, 0.06, 0.08 times as fast with 1, 2, 4 processes`.
  var words: String {
    let ratios = self.ratios.map { PeerText.number($0.ratio) }.joined(separator: ", ")
    let counts = self.ratios.map { "\($0.processes)" }.joined(separator: ", ")
    return "\(ratios) times as fast with \(counts) \(self.ratios.last?.processes == 1 ? "process" : "processes")"
  }
}
