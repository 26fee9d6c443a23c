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
