/// Numbers as tables and pages show them.
package enum Quantity {
  /// For a column whose heading says µs: two or three digits that mean something.
  package static func microseconds(_ value: Double) -> String {
    switch value {
    case 0: "–"
    case ..<9.95: tenths(value)
    default: Grouped(Int(value.rounded())).description
    }
  }

  package static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  package static func hundredths(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = abs(hundredths % 100)
    return "\(hundredths < 0 ? "-" : "")\(abs(hundredths / 100)).\(fraction < 10 ? "0" : "")\(fraction)"
  }

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

  package static func ratio(_ value: Double) -> String { hundredths(value) }

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

/// A number with its thousands set apart: 12,345.
package struct Grouped: CustomStringConvertible {
  private let number: Int

  package init(_ number: Int) { self.number = number }

  package var description: String {
    var groups: [String] = []
    var rest = number.magnitude
    while rest >= 1000 {
      let group = String(rest % 1000)
      groups.append(String(repeating: "0", count: 3 - group.count) + group)
      rest /= 1000
    }
    groups.append((number < 0 ? "-" : "") + String(rest))
    return groups.reversed().joined(separator: ",")
  }
}
