internal import Lab

/// What is timed.
enum TimedVerb: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
  case load, save, update, create
}

/// What is reported of one verb: how many a second, and how long one takes, in microseconds.
struct Figures: Codable, Hashable, Sendable {
  /// Of the mix: how many operations of this verb all processes together ended per second.
  var perSecond = 0.0
  var p50 = 0.0
  var p99 = 0.0
  var p999 = 0.0
  var max = 0.0

  private enum CodingKeys: String, CodingKey {
    case perSecond = "per_second"
    case p50 = "p50_us"
    case p99 = "p99_us"
    case p999 = "p999_us"
    case max = "max_us"
  }

  static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

/// How long the operations of each verb took, in nanoseconds.
struct Latencies: Codable, Sendable {
  /// An operation that takes longer counts as this long; the store gives up waiting for a lock long before.
  private static var longest: Int { 60_000_000_000 }

  private var histograms: [TimedVerb: Histogram] = [:]

  init() { for verb in TimedVerb.allCases { histograms[verb] = Histogram(limit: Self.longest) } }

  mutating func record(_ verb: TimedVerb, nanoseconds: Int64) { histograms[verb]?.record(Int(max(1, nanoseconds))) }

  mutating func add(_ other: Latencies) {
    for (verb, histogram) in other.histograms { histograms[verb]?.add(histogram) }
  }

  func count(_ verb: TimedVerb) -> Int { histograms[verb]?.total ?? 0 }

  var total: Int { histograms.values.reduce(0) { $0 + $1.total } }

  /// The slowest operation of any verb, in microseconds.
  var longest: Double { Figures.rounded(Double(histograms.values.map(\.largest).max() ?? 0) / 1000) }

  func distribution(_ verb: TimedVerb) -> LatencyDistribution {
    var distribution = LatencyDistribution()
    for (value, count) in histograms[verb]?.recorded ?? [] {
      distribution.add(count, microseconds: Double(value) / 1000)
    }
    return distribution
  }

  func figures(_ verb: TimedVerb, seconds: Double) -> Figures {
    guard let histogram = histograms[verb], histogram.total > 0 else { return Figures() }
    func microseconds(_ percentile: Double) -> Double {
      Figures.rounded(Double(histogram.value(atPercentile: percentile)) / 1000)
    }
    var figures = Figures()
    figures.perSecond = Figures.rounded(Double(histogram.total) / seconds)
    (figures.p50, figures.p99, figures.p999) = (microseconds(50), microseconds(99), microseconds(99.9))
    figures.max = Figures.rounded(Double(histogram.largest) / 1000)
    return figures
  }
}
