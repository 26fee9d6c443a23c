/// The median of a sample, and between which of its values the median of what it was drawn from lies in 95 of 100
/// cases. By rank alone, so that nothing has to be known of the distribution: each value lies below the true median
/// with a chance of one half.
package struct MedianInterval: Hashable, Sendable {
  package let median: Double
  package let low: Double
  package let high: Double

  /// - Parameter sample: not empty. Below six values there is no such interval, and all of them are it.
  package init(of sample: [Double]) {
    let sorted = sample.sorted()
    let middle = sorted.count / 2
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let rank = Self.rank(count: sorted.count)
    low = sorted[rank]
    high = sorted[sorted.count - 1 - rank]
  }

  /// How many values may be left out at each end: the chance that more of them lie on one side of the median is
  /// 2.5 in 100 at most.
  package static func rank(count: Int) -> Int {
    var chance = 1.0
    for _ in 0..<count { chance /= 2 }
    var (tail, rank) = (chance, 0)
    while tail <= 0.025, rank < count / 2 {
      rank += 1
      chance *= Double(count - rank + 1) / Double(rank)
      tail += chance
    }
    return max(0, rank - 1)
  }
}
