/// The heading of a column, which may stand over two of them, and which way its cells lean.
package struct Column {
  fileprivate var heading: String
  fileprivate var above: String
  fileprivate var leansRight: Bool

  package static func left(_ heading: String, above: String = "") -> Column {
    Column(heading: heading, above: above, leansRight: false)
  }

  package static func right(_ heading: String, above: String = "") -> Column {
    Column(heading: heading, above: above, leansRight: true)
  }
}

/// Aligned columns of text. A cell may have several lines; one that begins with a mark has its colour.
package struct TextGrid {
  private static let colours: [Character: Int] = ["✓": 32, "✗": 31, "–": 33]

  private let columns: [Column]
  private let isColoured: Bool
  private var rows: [[[String]]] = []

  package init(_ columns: [Column], isColoured: Bool = false) {
    (self.columns, self.isColoured) = (columns, isColoured)
  }

  package mutating func add(_ cells: [[String]]) { rows.append(cells) }

  package mutating func add(_ cells: [String]) { rows.append(cells.map { [$0] }) }

  package var lines: [String] {
    let widths = columns.indices.map { column in
      let headings = max(columns[column].heading.count, columns[column].above.count)
      return rows.flatMap { $0[column] }.reduce(headings) { max($0, $1.count) }
    }
    let above = columns.contains { !$0.above.isEmpty } ? [line(columns.map(\.above), widths)] : []
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return above + [line(columns.map(\.heading), widths), rule]
      + rows.flatMap { row in
        (0..<(row.map(\.count).max() ?? 0)).map { index in
          line(row.map { index < $0.count ? $0[index] : "" }, widths)
        }
      }
  }

  package var text: String { lines.map { $0 + "\n" }.joined() }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = zip(zip(columns, cells), widths).map { pair, width in
      let (column, cell) = pair
      return cell.padded(to: width, leansRight: column.leansRight, shown: coloured(cell))
    }
    return padded.joined(separator: "  ").withoutTrailingSpaces
  }

  private func coloured(_ cell: String) -> String {
    // A dash alone is no verdict: there is no figure.
    guard isColoured, cell != "–", let mark = cell.first, let colour = Self.colours[mark] else { return cell }
    return "\u{1B}[\(colour)m\(cell)\u{1B}[0m"
  }
}

extension String {
  /// With spaces on the other side. `shown` is what takes its place, with letters that are not seen.
  package func padded(to width: Int, leansRight: Bool = false, shown: String? = nil) -> String {
    let space = String(repeating: " ", count: Swift.max(0, width - count))
    return leansRight ? space + (shown ?? self) : (shown ?? self) + space
  }

  package var withoutTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}
