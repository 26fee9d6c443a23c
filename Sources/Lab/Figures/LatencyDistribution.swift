internal import Foundation

/// How many operations took how long, in buckets that grow evenly on a logarithmic scale: small, and enough for a
/// picture.
package struct LatencyDistribution: Codable, Hashable, Sendable {
  package static var bucketsPerDecade: Int { 10 }
  /// 0.1 µs: no operation is faster.
  private static var lowest: Int { -bucketsPerDecade }

  /// Bucket n begins at 10^(n / bucketsPerDecade) µs; this is the number of the first one in `counts`.
  package private(set) var firstBucket = 0
  package private(set) var bucketsPerDecade = Self.bucketsPerDecade
  package private(set) var counts: [Int] = []

  package init() {}

  package mutating func add(_ count: Int, microseconds: Double) {
    let exponent = log10(max(microseconds, 0.1)) * Double(bucketsPerDecade)
    let bucket = max(Self.lowest, Int(exponent.rounded(.down)))
    if counts.isEmpty { firstBucket = bucket }
    if bucket < firstBucket {
      counts.insert(contentsOf: [Int](repeating: 0, count: firstBucket - bucket), at: 0)
      firstBucket = bucket
    }
    let index = bucket - firstBucket
    if index >= counts.count { counts += [Int](repeating: 0, count: index + 1 - counts.count) }
    counts[index] += count
  }

  /// Where a bucket of `counts` begins; that of its end is where the last one ends.
  package func microseconds(at index: Int) -> Double {
    pow(10, Double(firstBucket + index) / Double(bucketsPerDecade))
  }

  private enum CodingKeys: String, CodingKey {
    case firstBucket = "first_bucket"
    case bucketsPerDecade = "buckets_per_decade"
    case counts
  }
}
