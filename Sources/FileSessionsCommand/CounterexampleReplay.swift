#if CommandLineTool
internal import FileSessionsChecker
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

/// Plays the shortest counterexample of every kind, for every strategy of a table, on the real kernel.
struct CounterexampleReplay {
  private let progress: FileSessionsComparison.Progress

  init(_ progress: FileSessionsComparison.Progress) { self.progress = progress }

  func run(_ table: Table, into report: inout CheckReport) throws {
    let replay = Replay(executable: Executable.path, in: Self.directory)
    let start = ContinuousClock.now
    var (confirmed, failed): (Int, [String]) = (0, [])
    for (index, row) in table.rows.enumerated() {
      progress.show("\(index) of \(table.rows.count) replayed")
      for member in row.members {
        for finding in row.shortestFindings(of: member) {
          let isConfirmed = try isConfirmed(finding, replay)
          report.rows[index].note(finding.kind, isReplayed: isConfirmed)
          if isConfirmed { confirmed += 1 } else { failed.append("\(finding.token)") }
        }
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    report.replays = CheckReport.ReplayReport(confirmed: confirmed, failed: failed, seconds: seconds)
  }

  private func isConfirmed(_ finding: ReplayableFinding, _ replay: Replay) throws -> Bool {
    do {
      let result = try replay.run(finding.token)
      return result.isConfirmed && result.violations.contains { $0.hasPrefix(finding.kind) }
    } catch {
      throw ComparisonFailure.environment("\(error)")
    }
  }

  /// In memory where that is possible: thousands of small files are made and removed.
  private static var directory: String {
    let memory = "/dev/shm"
    return FileManager.default.isWritableFile(atPath: memory) ? memory : FileManager.default.temporaryDirectory.path
  }
}
#endif
