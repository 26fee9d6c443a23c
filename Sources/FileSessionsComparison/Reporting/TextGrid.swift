#if CommandLineTool
/// The heading of a column, which may stand over two of them, and which way its cells lean.
package struct Column {
  var heading: String
  var above: String
  var leansRight: Bool

  package static func left(_ heading: String) -> Column { Column(heading: heading, above: "", leansRight: false) }

  package static func right(_ heading: String, above: String = "") -> Column {
    Column(heading: heading, above: above, leansRight: true)
  }
}

/// Aligned columns of text. A cell may have several lines.
package struct TextGrid {
  package enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
  }

  private let columns: [Column]
  private var rows: [(cells: [[String]], colour: Colour?)] = []

  package init(columns: [Column]) { self.columns = columns }

  /// - Parameter colour: of the cell with the verdict, which begins with a mark.
  package mutating func add(_ cells: [[String]], colour: Colour?) { rows.append((cells, colour)) }

  package var lines: [String] {
    let widths = columns.indices.map { column in
      let headings = max(columns[column].heading.count, columns[column].above.count)
      return rows.flatMap { $0.cells[column] }.reduce(headings) { max($0, $1.count) }
    }
    let headings = [line(columns.map(\.above), widths, nil), line(columns.map(\.heading), widths, nil)]
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return headings + [rule]
      + rows.flatMap { row in
        let height = row.cells.map(\.count).max() ?? 0
        return (0..<height).map { index in
          line(row.cells.map { index < $0.count ? $0[index] : "" }, widths, row.colour)
        }
      }
  }

  private func line(_ cells: [String], _ widths: [Int], _ colour: Colour?) -> String {
    let padded = zip(zip(columns, cells), widths).map { pair, width in
      let (column, cell) = pair
      let space = String(repeating: " ", count: width - cell.count)
      let coloured = Self.coloured(cell, colour)
      return column.leansRight ? space + coloured : coloured + space
    }
    let text = padded.joined(separator: "  ")
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  private static func coloured(_ cell: String, _ colour: Colour?) -> String {
    guard let colour, let mark = cell.first, "✓✗–".contains(mark), cell.count > 1 else { return cell }
    return "\u{1B}[\(colour.rawValue)m\(cell)\u{1B}[0m"
  }
}
#endif
