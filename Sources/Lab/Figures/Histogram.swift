/// How often each value was seen, to three significant digits.
///
/// Small values are counted one by one; above `steps` each doubling has half as many counts, so that none stands for
/// values that differ by more than a thousandth.
package struct Histogram: Codable, Sendable {
  private static var bits: Int { 11 }
  private static var steps: Int { 1 << bits }

  private let limit: Int
  private var counts: [UInt32]
  package private(set) var total = 0
  package private(set) var largest = 0

  /// - Parameter limit: what is larger counts as that large.
  package init(limit: Int) {
    self.limit = limit
    counts = [UInt32](repeating: 0, count: Self.index(of: limit) + 1)
  }

  package mutating func record(_ value: Int) {
    let value = min(max(0, value), limit)
    counts[Self.index(of: value)] += 1
    total += 1
    largest = max(largest, value)
  }

  package mutating func add(_ other: Histogram) {
    for index in other.counts.indices where other.counts[index] > 0 { counts[index] += other.counts[index] }
    total += other.total
    largest = max(largest, other.largest)
  }

  /// The value that so many of a hundred do not exceed; 0 where there is none.
  package func value(atPercentile percentile: Double) -> Int {
    var rest = max(1, Int((Double(total) * percentile / 100).rounded(.up)))
    for index in counts.indices {
      rest -= Int(counts[index])
      if rest <= 0 { return min(Self.value(at: index + 1) - 1, largest) }
    }
    return largest
  }

  /// What was seen, from the smallest value on.
  package var recorded: [(value: Int, count: Int)] {
    counts.indices.filter { counts[$0] > 0 }.map { (Self.value(at: $0), Int(counts[$0])) }
  }

  private static func index(of value: Int) -> Int {
    let shift = max(0, Int.bitWidth - value.leadingZeroBitCount - bits)
    return shift * (steps / 2) + value >> shift
  }

  /// The smallest value that is counted there.
  private static func value(at index: Int) -> Int {
    let shift = max(0, index / (steps / 2) - 1)
    return (index - shift * (steps / 2)) << shift
  }

  // MARK: - Between processes

  private enum CodingKeys: String, CodingKey {
    case limit, total, largest, indices, counts
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(limit: try container.decode(Int.self, forKey: .limit))
    total = try container.decode(Int.self, forKey: .total)
    largest = try container.decode(Int.self, forKey: .largest)
    let indices = try container.decode([Int].self, forKey: .indices)
    for (index, count) in zip(indices, try container.decode([UInt32].self, forKey: .counts)) { counts[index] = count }
  }

  /// What was never seen is left out: that is nearly everything.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(limit, forKey: .limit)
    try container.encode(total, forKey: .total)
    try container.encode(largest, forKey: .largest)
    let indices = counts.indices.filter { counts[$0] > 0 }
    try container.encode(indices, forKey: .indices)
    try container.encode(indices.map { counts[$0] }, forKey: .counts)
  }
}
