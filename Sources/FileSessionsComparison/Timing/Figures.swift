#if CommandLineTool
/// What is reported of one verb: how many a second, and how long one takes, in microseconds.
package struct Figures: Codable, Hashable, Sendable {
  /// Of the mix: how many operations of this verb all processes together ended per second.
  package var perSecond = 0.0
  package var p50 = 0.0
  package var p99 = 0.0
  package var p999 = 0.0
  package var max = 0.0

  package init() {}

  package init(perSecond: Double, p50: Double, p99: Double, p999: Double, max: Double) {
    self.perSecond = perSecond
    self.p50 = p50
    self.p99 = p99
    self.p999 = p999
    self.max = max
  }

  private enum CodingKeys: String, CodingKey {
    case perSecond = "per_second"
    case p50 = "p50_us"
    case p99 = "p99_us"
    case p999 = "p999_us"
    case max = "max_us"
  }

  static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
#endif
