#if CommandLineTool
internal import FileSessions
internal import FileSessionsChecker
internal import FileSessionsComparison
internal import Foundation

/// The computed table of the presets as the README has it, between two marks.
struct ReadmeTable {
  private static let (begin, end) = ("<!-- computed by make check: begin -->", "<!-- computed by make check: end -->")

  private let report: CheckReport

  init(_ report: CheckReport) { self.report = report }

  /// Puts the table into a file.
  /// - Throws: `environment` where the file cannot be read or written or lacks the marks.
  func write(to path: String) throws {
    do {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      guard let first = text.range(of: Self.begin), let last = text.range(of: Self.end) else {
        throw ComparisonFailure.environment("\(path) has no place for the table: \(Self.begin)")
      }
      let new = text[..<first.upperBound] + "\n" + table + "\n" + text[last.lowerBound...]
      if new != text { try Data(new.utf8).write(to: URL(fileURLWithPath: path)) }
    } catch let failure as ComparisonFailure {
      throw failure
    } catch {
      throw ComparisonFailure.environment("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  private var table: String {
    let names = FileSessionStore.Guarantees.named.map(\.name)
    let heading = ["strategy"] + names + ["states", "shortest failure"]
    let rule = heading.map { _ in "---" }
    let rows = FileSessionStore.Strategy.presets.compactMap { name, strategy in row(name, strategy) }
    return ([heading, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private func row(_ name: String, _ strategy: FileSessionStore.Strategy) -> [String]? {
    guard let row = report.rows.first(where: { $0.members.contains(strategy.description) }) else { return nil }
    let marks = FileSessionStore.Guarantees.named.map { row.guarantees[$0.name] == true ? "✓" : "✗" }
    return ["`\(name)`"] + marks + [Self.grouped(row.states), Self.shortest(row)]
  }

  private static func shortest(_ row: CheckReport.RowReport) -> String {
    guard let failure = row.violations.min(by: { ($0.killed ? 1 : 0, $0.steps) < ($1.killed ? 1 : 0, $1.steps) }) else {
      return "none"
    }
    return "\(failure.kind), \(failure.steps) calls" + (failure.killed ? " and a kill" : "")
  }

  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { index in
      (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
    }.joined()
  }
}
#endif
