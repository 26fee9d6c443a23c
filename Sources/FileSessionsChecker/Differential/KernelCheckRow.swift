/// What came out on one file system.
package struct KernelCheckRow: Encodable, Sendable {
  package var fileSystem: String
  package var sequences = 0
  package var calls = 0
  package var differences: [Differential.Finding] = []
  /// Why nothing was compared.
  package var notRun: String?

  init(_ kind: TestGround.Kind, _ count: Differential.Count) {
    fileSystem = kind.rawValue
    (sequences, calls, differences) = (count.sequences, count.calls, count.findings)
  }

  init(_ kind: TestGround.Kind, notRun: String) {
    fileSystem = kind.rawValue
    self.notRun = notRun
  }
}

/// The rows as people read them.
package struct KernelCheckTable {
  private let rows: [KernelCheckRow]

  package init(_ rows: [KernelCheckRow]) { self.rows = rows }

  package var text: String {
    let cells =
      [["file system", "sequences", "calls", "differences"]]
      + rows.map { row in
        let found = row.notRun.map { "not run: \($0)" } ?? "\(row.differences.count)"
        return [row.fileSystem] + (row.notRun == nil ? ["\(row.sequences)", "\(row.calls)"] : ["–", "–"]) + [found]
      }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      let space = { (column: Int) in String(repeating: " ", count: widths[column] - row[column].count) }
      return "\(row[0])\(space(0))  \(space(1))\(row[1])  \(space(2))\(row[2])  \(row[3])\n"
    }
    return lines.joined() + findings
  }

  private var findings: String {
    rows.flatMap { row in
      row.differences.map { finding in
        "\n\(row.fileSystem), seed \(finding.seed):\n" + finding.calls.map { "  \($0)\n" }.joined()
      }
    }.joined()
  }
}
