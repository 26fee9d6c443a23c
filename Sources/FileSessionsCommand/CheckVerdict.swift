internal import FileSessionsChecker

/// What a run of `check` comes to: a line at its end, and the exit status.
struct CheckVerdict: CustomStringConvertible {
  private let strategies: Int
  private let faults: [String]

  /// - Parameter pinDifferences: how many lines differ from the pins.
  init(_ report: CheckReport, pinDifferences: Int) {
    strategies = report.rows.reduce(0) { $0 + $1.members.count }
    let faults = [
      (report.rows.count { !$0.differences.isEmpty }, "declared otherwise than was computed"),
      (report.rows.count { !$0.complete }, "not explored to the end"),
      (report.replays?.failed.count ?? 0, "not confirmed by this system's kernel"),
      (pinDifferences, "not explored as pinned"),
    ]
    self.faults = faults.filter { $0.0 > 0 }.map { count, words in "\(count) \(words)" }
  }

  var isWell: Bool { faults.isEmpty }

  var description: String {
    isWell ? "✓ As declared: \(strategies) of \(strategies) strategies." : "✗ \(faults.joined(separator: ", "))."
  }
}
