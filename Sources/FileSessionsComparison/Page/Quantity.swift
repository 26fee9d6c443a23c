#if CommandLineTool
/// Numbers as the page shows them.
package enum Quantity {
  /// For a column whose heading says µs.
  package static func microseconds(_ value: Double) -> String { ReportTable.microseconds(value) }

  /// With a unit that fits: 4.0 µs, 12 ms, 1.5 s.
  package static func duration(microseconds value: Double) -> String {
    switch value {
    case 0: "–"
    case ..<999.5: "\(microseconds(value)) µs"
    case ..<999_500: "\(microseconds(value / 1000)) ms"
    default: "\(microseconds(value / 1_000_000)) s"
    }
  }

  /// On an axis: powers of ten and their like, without decimals where there are none.
  package static func tick(microseconds value: Double) -> String {
    let (number, unit) =
      value < 999.5 ? (value, "µs") : value < 999_500 ? (value / 1000, "ms") : (value / 1_000_000, "s")
    let rounded = number.rounded()
    return abs(number - rounded) < 0.001 ? "\(Int(rounded)) \(unit)" : "\((number * 10).rounded() / 10) \(unit)"
  }

  package static func rate(_ perSecond: Double) -> String {
    switch perSecond {
    case 0: "0"
    case ..<9.95: microseconds(perSecond)
    default: Grouped(Int(perSecond.rounded())).description
    }
  }

  package static func ratio(_ value: Double) -> String { LogScale.text(value) }

  package static func seconds(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
  }

  /// From ISO 8601, without the letters: 2025-06-01 12:00:00 UTC.
  package static func date(_ text: String) -> String {
    text.replacing("T", with: "\u{A0}", maxReplacements: 1).replacing("Z", with: "\u{A0}UTC", maxReplacements: 1)
      .replacing("-", with: "\u{2011}")
  }

  package static func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(Grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }
}
#endif
