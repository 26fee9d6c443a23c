#if CommandLineTool
internal import FileSessions
internal import FileSessionsChecker
internal import FileSessionsComparison

/// The computed table as text: a line for each strategy that was explored, a mark for each promise.
struct CheckTable {
  private let report: CheckReport
  private let isColoured: Bool

  init(_ report: CheckReport, isColoured: Bool) {
    self.report = report
    self.isColoured = isColoured
  }

  private static let headings = ["whole", "no lost", "delete", "exclusive", "kill-", "nothing", "excludes"]
  private static let below = ["reads", "update", "is final", "create", "safe", "behind", "threads"]

  var text: String {
    let names = report.rows.map { Self.name($0) }
    let width = names.map(\.count).max() ?? 0
    var lines = [heading(Self.headings, "", "", width), heading(Self.below, "strategy", "states", width)]
    lines += zip(names, report.rows).map { name, row in line(name, row, width) }
    let strategies = report.rows.reduce(0) { $0 + $1.members.count }
    lines.append("")
    lines.append(
      "\(report.states) states of \(report.rows.count) explored strategies, which stand for \(strategies), in "
        + "\(Int(report.seconds.rounded())) s.")
    if let replays = report.replays {
      lines.append(
        "\(replays.confirmed) of \(replays.confirmed + replays.failed.count) counterexamples came out the same on this "
          + "system's kernel, in \(Int(replays.seconds.rounded())) s.")
      lines += replays.failed.map { "  not: \($0)" }
    }
    lines += ["", "By scenario, of all strategies together, without and with a kill:"] + scenarios
    return lines.joined(separator: "\n") + "\n"
  }

  private static func name(_ row: CheckReport.RowReport) -> String {
    let preset = row.members.compactMap { try? FileSessionStore.Strategy($0).presetName }.first
    return preset.map { "\($0) (\(row.strategy))" } ?? row.strategy
  }

  private func heading(_ words: [String], _ first: String, _ last: String, _ width: Int) -> String {
    ([Self.padded(first, width)] + words.map { Self.padded($0, 9) } + [Self.leading(last, 9)]).joined(separator: " ")
  }

  private func line(_ name: String, _ row: CheckReport.RowReport, _ width: Int) -> String {
    let marks = FileSessionStore.Guarantees.named.map { mark(row.guarantees[$0.name] == true) }
    let note =
      !row.complete
      ? "  bounded at \(row.scenarios.compactMap(\.boundedAt).max() ?? 0) states"
      : row.differences.isEmpty ? "" : "  declared otherwise: " + row.differences.joined(separator: ", ")
    return ([Self.padded(name, width)] + marks + [Self.leading("\(row.states)", 9)]).joined(separator: " ") + note
  }

  private func mark(_ isKept: Bool) -> String {
    let mark = isKept ? "✓" : "✗"
    guard isColoured else { return Self.padded(mark, 9) }
    return "\u{1B}[\(isKept ? 32 : 31)m\(mark)\u{1B}[0m" + String(repeating: " ", count: 8)
  }

  private var scenarios: [String] {
    var order: [String] = []
    var sums: [String: (alive: Int, states: Int, broken: Int, brokenByKill: Int)] = [:]
    for row in report.rows {
      for scenario in row.scenarios {
        let name = "\(scenario.name) (\(scenario.beginning), \(scenario.clients))"
        if sums[name] == nil { order.append(name) }
        var sum = sums[name] ?? (0, 0, 0, 0)
        sum.alive += scenario.statesWithoutKill
        sum.states += scenario.states
        sum.broken += scenario.violations.isEmpty ? 0 : 1
        sum.brokenByKill += scenario.violationsWithKill.isEmpty ? 0 : 1
        sums[name] = sum
      }
    }
    let width = order.map(\.count).max() ?? 0
    return order.compactMap { name in
      sums[name].map { sum in
        Self.padded(name, width) + Self.leading("\(sum.alive)", 10) + Self.leading("\(sum.states)", 10)
          + " states;" + Self.leading("\(sum.broken)", 4) + Self.leading("\(sum.brokenByKill)", 4) + " strategies fail"
      }
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func leading(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
#endif
