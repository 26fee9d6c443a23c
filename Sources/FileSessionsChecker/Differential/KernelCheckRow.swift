internal import Lab

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
    var grid = TextGrid([.left("file system"), .right("sequences"), .right("calls"), .left("differences")])
    for row in rows {
      let found = row.notRun.map { "not run: \($0)" } ?? "\(row.differences.count)"
      grid.add([row.fileSystem] + (row.notRun == nil ? ["\(row.sequences)", "\(row.calls)"] : ["–", "–"]) + [found])
    }
    return grid.text + findings
  }

  private var findings: String {
    rows.flatMap { row in
      row.differences.map { finding in
        "\n\(row.fileSystem), seed \(finding.seed):\n" + finding.calls.map { "  \($0)\n" }.joined()
      }
    }.joined()
  }
}
