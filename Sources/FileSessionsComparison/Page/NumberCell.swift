#if CommandLineTool
/// A cell of a table with a number that is in the JSON too.
struct NumberCell {
  static func rate(_ value: Double, _ path: String) -> Markup { cell(Quantity.rate(value), path) }

  static func microseconds(_ value: Double, _ path: String) -> Markup { cell(Quantity.microseconds(value), path) }

  static func ratio(_ value: Double, _ path: String) -> Markup { cell(Quantity.ratio(value), path) }

  private static func cell(_ text: String, _ path: String) -> Markup {
    #"<td class="number" data-json="\#(path)">\#(text)</td>"#
  }
}
#endif
