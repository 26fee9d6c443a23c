internal import Lab

/// How figures are written, in the table and on the page.
enum PeerText {
  /// With its interval: `2.31 (2.25–2.40)`.
  static func ratio(_ ratio: PeerRatio) -> String {
    "\(number(ratio.ratio)) (\(number(ratio.low))–\(number(ratio.high)))"
  }

  /// Three digits that mean something.
  static func number(_ value: Double) -> String {
    switch value {
    case ..<0.0995: thousandths(value)
    case ..<9.995: Quantity.ratio(value)
    case ..<99.95: Quantity.tenths(value)
    default: Grouped(Int(value.rounded())).description
    }
  }

  /// Where a hundredth would hide by how much it is lost.
  private static func thousandths(_ value: Double) -> String {
    let digits = "\(Int((value * 1000).rounded()))"
    return "0." + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  static func microseconds(_ value: Double) -> String {
    value < 9.995 ? number(value) : Quantity.microseconds(value)
  }

  static func processes(_ count: Int) -> String { count == 1 ? "1 process" : "\(count) processes" }

  static func kilobytes(_ bytes: Double) -> String { "\(Grouped(Int((bytes / 1024).rounded()))) kB" }

  static func mark(_ verdict: PeerRatio.Verdict) -> String {
    switch verdict {
    case .wins: "✓ faster"
    case .loses: "✗ slower"
    case .level: "– level"
    }
  }
}
