internal import Lab

/// Whether something that is sampled over time stays as large as it is: the median of the last third of the samples is
/// not larger than that of the middle third, but for a tolerance. The first third is for what fills up by design, such
/// as the files that are held and the sessions that are remembered.
package struct Flatness: Hashable, Sendable {
  package static var leastSamples: Int { 12 }

  package let middle: Double
  package let last: Double
  package let limit: Double

  /// - Parameters:
  ///   - samples: in the order of time, as far apart from each other.
  ///   - share: how much larger the last third may be, as a part of the middle one.
  ///   - slack: how much larger it may be in any case.
  /// - Returns: `nil` for too few samples.
  package init?(_ samples: [Double], share: Double, slack: Double) {
    guard samples.count >= Self.leastSamples else { return nil }
    let third = samples.count / 3
    middle = MedianInterval(of: Array(samples[third..<samples.count - third])).median
    last = MedianInterval(of: Array(samples[(samples.count - third)...])).median
    limit = middle + max(middle * share, slack)
  }

  package var isFlat: Bool { last <= limit }
}
