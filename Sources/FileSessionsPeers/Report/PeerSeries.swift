internal import Lab

/// How fast a subject was in each round of one operation with so many processes.
struct PeerSeries: Codable, Hashable, Sendable {
  var subject: String
  var operation: PeerOperation
  var processes: Int
  /// Operations per second of all processes together, round by round.
  var rates: [Double]

  var median: Double { MedianInterval(of: rates).median }
  /// How long one takes, seen from outside: with several processes, less than each of them waits.
  var microseconds: Double { 1_000_000 / median }
}

/// How many times as fast as another subject one of the library's is: above 1 it wins.
struct PeerRatio: Codable, Hashable, Sendable {
  enum Verdict: String, Codable, Sendable {
    case wins, loses
    /// 1 lies in the interval.
    case level
  }

  var operation: PeerOperation
  var processes: Int
  var library: String
  var other: String
  /// The median of the ratios, taken round by round, and where it lies in 95 of 100 cases.
  var ratio: Double
  var low: Double
  var high: Double
  var verdict: Verdict

  /// `nil` where the two were not measured in the same rounds.
  init?(_ library: PeerSeries, to other: PeerSeries) {
    guard library.operation == other.operation, library.processes == other.processes, !library.rates.isEmpty,
      library.rates.count == other.rates.count
    else { return nil }
    let interval = MedianInterval(of: zip(library.rates, other.rates).map { $0 / $1 })
    operation = library.operation
    processes = library.processes
    self.library = library.subject
    self.other = other.subject
    (ratio, low, high) = (interval.median, interval.low, interval.high)
    verdict = interval.low > 1 ? .wins : interval.high < 1 ? .loses : .level
  }
}

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
