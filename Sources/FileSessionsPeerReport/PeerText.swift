#if CommandLineTool
internal import FileSessionsComparison

/// How figures are written, in the table and on the page.
package enum PeerText {
  /// With its interval: `2.31 (2.25–2.40)`.
  package static func ratio(_ ratio: PeerRatio) -> String {
    "\(number(ratio.ratio)) (\(number(ratio.low))–\(number(ratio.high)))"
  }

  /// Three digits that mean something.
  package static func number(_ value: Double) -> String {
    switch value {
    case ..<0.0995: thousandths(value)
    case ..<9.995: Quantity.ratio(value)
    case ..<99.95: "\(Int((value * 10).rounded()) / 10).\(Int((value * 10).rounded()) % 10)"
    default: Grouped(Int(value.rounded())).description
    }
  }

  /// Where a hundredth would hide by how much it is lost.
  private static func thousandths(_ value: Double) -> String {
    let digits = "\(Int((value * 1000).rounded()))"
    return "0." + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  package static func microseconds(_ value: Double) -> String {
    value < 9.995 ? number(value) : Quantity.microseconds(value)
  }

  package static func processes(_ count: Int) -> String { count == 1 ? "1 process" : "\(count) processes" }

  package static func kilobytes(_ bytes: Double) -> String { "\(Grouped(Int((bytes / 1024).rounded()))) kB" }

  package static func mark(_ verdict: PeerRatio.Verdict) -> String {
    switch verdict {
    case .wins: "✓ faster"
    case .loses: "✗ slower"
    case .level: "– level"
    }
  }

  package static func mark(_ state: PeerGoal.State) -> String {
    switch state {
    case .met: "✓ met"
    case .missed: "✗ missed"
    case .notMeasured: "– not measured"
    }
  }
}
#endif
