/// What one worker process got of the timed phase, so that fairness is more than a ratio.
package struct ProcessShare: Codable, Hashable, Sendable {
  package var operationsPerSecond: Double
  /// The operation that took it longest, waiting included, in microseconds.
  package var longest: Double

  package init(operationsPerSecond: Double, longest: Double) {
    self.operationsPerSecond = operationsPerSecond
    self.longest = longest
  }

  private enum CodingKeys: String, CodingKey {
    case operationsPerSecond = "operations_per_second"
    case longest = "longest_us"
  }
}
