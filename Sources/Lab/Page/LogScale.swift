internal import Foundation

/// A logarithmic axis of durations, as wide as what it is in: positions are percentages.
package struct LogScale {
  private let low: Double
  private let high: Double

  /// - Parameter values: microseconds; those that are not positive are left out.
  package init(covering values: [Double]) {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    let smallest = positive.min() ?? 1
    let largest = positive.max() ?? 1000
    // Room for a mark at either end, and never less than a decade and a half.
    low = log10(smallest) - 0.12
    high = max(log10(largest) + 0.12, low + 1.5)
  }

  package func position(_ microseconds: Double) -> Double {
    guard microseconds > 0 else { return 0 }
    return min(100, max(0, (log10(microseconds) - low) / (high - low) * 100))
  }

  /// An attribute's value, such as `43.21%`.
  package func percent(_ microseconds: Double) -> String { Quantity.hundredths(position(microseconds)) + "%" }

  /// Powers of ten; where there are few, also twice and five times them.
  package var ticks: [Double] {
    let decades = Int(low.rounded(.up))...Int(max(high.rounded(.down), low.rounded(.up)))
    let tens = decades.map { pow(10, Double($0)) }
    if tens.count > 2 { return tens }
    let all = (decades.lowerBound - 1...decades.upperBound).flatMap { decade in
      [1, 2, 5].map { $0 * pow(10, Double(decade)) }
    }
    return all.filter { (low...high).contains(log10($0)) }
  }
}
