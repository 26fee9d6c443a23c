#if CommandLineTool
internal import Histogram

/// What is timed.
package enum TimedVerb: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
  case load, save, update, create
}

/// How long the operations of each verb took, in nanoseconds, to three significant digits.
struct Latencies: Codable, Sendable {
  /// An operation that takes longer counts as this long; the store gives up waiting for a lock long before.
  private static var longest: UInt64 { 60_000_000_000 }

  private var histograms: [TimedVerb: Histogram<UInt32>] = [:]

  init() {
    for verb in TimedVerb.allCases {
      histograms[verb] = Histogram(highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .three)
    }
  }

  mutating func record(_ verb: TimedVerb, nanoseconds: Int64) {
    histograms[verb]?.record(min(UInt64(max(1, nanoseconds)), Self.longest))
  }

  mutating func add(_ other: Latencies) {
    for (verb, histogram) in other.histograms { histograms[verb]?.add(histogram) }
  }

  func count(_ verb: TimedVerb) -> UInt64 { histograms[verb]?.totalCount ?? 0 }

  var total: UInt64 { histograms.values.reduce(0) { $0 + $1.totalCount } }

  /// The slowest operation of any verb, in microseconds.
  var longest: Double { Figures.rounded(Double(histograms.values.map(\.maxRecorded).max() ?? 0) / 1000) }

  func distribution(_ verb: TimedVerb) -> LatencyDistribution {
    var distribution = LatencyDistribution()
    guard let histogram = histograms[verb] else { return distribution }
    for entry in histogram.recordedValues() {
      distribution.add(Int(entry.count), microseconds: Double(entry.value) / 1000)
    }
    return distribution
  }

  func figures(_ verb: TimedVerb, seconds: Double) -> Figures {
    guard let histogram = histograms[verb], histogram.totalCount > 0 else { return Figures() }
    func microseconds(_ percentile: Double) -> Double {
      Figures.rounded(Double(histogram.valueAtPercentile(percentile)) / 1000)
    }
    return Figures(
      perSecond: Figures.rounded(Double(histogram.totalCount) / seconds), p50: microseconds(50),
      p99: microseconds(99),
      p999: microseconds(99.9), max: Figures.rounded(Double(histogram.maxRecorded) / 1000))
  }
}
#endif
