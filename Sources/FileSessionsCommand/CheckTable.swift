internal import FileSessions
internal import FileSessionsChecker
internal import Foundation
internal import Lab

/// The computed table as text: a line for each strategy that was explored, a mark for each promise.
struct CheckTable {
  let report: CheckReport
  var isQuick = false
  var isColoured = false

  var text: String {
    let (explored, strategies) = (report.rows.count, report.rows.reduce(0) { $0 + $1.members.count })
    var lines = [
      "",
      "\(report.states) states of \(explored) explored strategies"
        + (strategies == explored ? "" : ", which stand for \(strategies)")
        + ", in \(Int(report.seconds.rounded())) s." + (isQuick ? " (Quick: presets alone, and no four clients.)" : ""),
    ]
    if let replays = report.replays {
      lines.append(
        "\(replays.confirmed) of \(replays.confirmed + replays.failed.count) counterexamples came out the same on this "
          + "system's kernel, in \(Int(replays.seconds.rounded())) s.")
      lines += replays.failed.map { "  not: \($0)" }
    }
    lines += ["", "By scenario, of all strategies together:", ""]
    return promises.text + "\n" + powerCuts.text + legend + "\n" + lines.map { $0 + "\n" }.joined() + scenarios.text
  }

  private var promises: TextGrid {
    let headings = [
      ("whole", "reads"), ("no lost", "update"), ("delete", "is final"), ("exclusive", "create"), ("kill-", "safe"),
      ("nothing", "behind"), ("excludes", "threads"),
    ]
    var grid = TextGrid(
      [.left("strategy")] + headings.map { Column.left($1, above: $0) } + [.right("states"), .left("")],
      isColoured: isColoured)
    for row in report.rows {
      let marks = FileSessionStore.Guarantees.named.map { row.guarantees[$0.name] == true ? "✓" : "✗" }
      grid.add([Self.name(row)] + marks + ["\(row.states)", Self.note(row)])
    }
    return grid
  }

  private var legend: String {
    "The marks: " + FileSessionStore.PowerCutGuarantees.named.map(\.name).joined(separator: ", ") + "."
  }

  private var powerCuts: TextGrid {
    let fileSystems = FileSessionStore.FileSystemModel.allCases.map(\.rawValue)
    var grid = TextGrid(
      [.left("after a power cut"), .left("durability")] + fileSystems.map { Column.left($0) }, isColoured: isColoured)
    for row in report.rows where !row.powerCuts.isEmpty {
      for durability in FileSessionStore.Durability.allCases {
        guard row.powerCuts.contains(where: { $0.durability == "\(durability)" }) else { continue }
        let cells = fileSystems.map { name in
          let found = row.powerCuts.first { $0.fileSystem == name && $0.durability == "\(durability)" }
          return FileSessionStore.PowerCutGuarantees.named.map { found?.guarantees[$0.name] == true ? "✓" : "✗" }
            .joined()
        }
        grid.add([Self.name(row), "\(durability)"] + cells)
      }
    }
    return grid
  }

  private static func name(_ row: CheckReport.RowReport) -> String {
    let preset = row.members.compactMap { try? FileSessionStore.Strategy($0).presetName }.first
    return preset.map { "\($0) (\(row.strategy))" } ?? row.strategy
  }

  private static func note(_ row: CheckReport.RowReport) -> String {
    if !row.complete { return "bounded at \(row.scenarios.compactMap(\.boundedAt).max() ?? 0) states" }
    return row.differences.isEmpty ? "" : "declared otherwise: " + row.differences.joined(separator: ", ")
  }

  private var scenarios: TextGrid {
    var order: [String] = []
    var sums: [String: [Int]] = [:]
    for scenario in report.rows.flatMap(\.scenarios) {
      let name = "\(scenario.name) (\(scenario.beginning), \(scenario.clients))"
      if sums[name] == nil { order.append(name) }
      let found = [
        scenario.statesWithoutKill, scenario.states, scenario.violations.isEmpty ? 0 : 1,
        scenario.violationsWithKill.isEmpty ? 0 : 1,
      ]
      sums[name] = zip(sums[name] ?? [0, 0, 0, 0], found).map { $0 + $1 }
    }
    var grid = TextGrid([
      .left("scenario"), .right("without a kill", above: "states"), .right("and with one"),
      .right("without a kill", above: "strategies that fail"), .right("with one"),
    ])
    for name in order { grid.add([name] + (sums[name] ?? []).map { "\($0)" }) }
    return grid
  }
}

/// The computed table of the presets as the README has it, between two marks.
struct ReadmeTable {
  private static let (begin, end) = ("<!-- computed by make check: begin -->", "<!-- computed by make check: end -->")

  let report: CheckReport

  /// Puts the table into a file.
  /// - Throws: `environment` where the file cannot be read or written or lacks the marks.
  func write(to path: String) throws {
    do {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      guard let first = text.range(of: Self.begin), let last = text.range(of: Self.end) else {
        throw LabFailure.environment("\(path) has no place for the table: \(Self.begin)")
      }
      let new = text[..<first.upperBound] + "\n" + table + "\n" + text[last.lowerBound...]
      if new != text { try Data(new.utf8).write(to: URL(fileURLWithPath: path)) }
    } catch let failure as LabFailure {
      throw failure
    } catch {
      throw LabFailure.environment("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  private var table: String {
    let names = FileSessionStore.Guarantees.named.map(\.name)
    let cuts = [FileSessionStore.Durability.data, .full].map { "power cut, `\($0)`" }
    let heading = ["strategy"] + names + cuts + ["states", "shortest failure"]
    let rule = heading.map { _ in "---" }
    let rows = FileSessionStore.Strategy.presets.compactMap { name, strategy in row(name, strategy) }
    return ([heading, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private func row(_ name: String, _ strategy: FileSessionStore.Strategy) -> [String]? {
    guard let row = report.rows.first(where: { $0.members.contains(strategy.description) }) else { return nil }
    let marks = FileSessionStore.Guarantees.named.map { row.guarantees[$0.name] == true ? "✓" : "✗" }
    let cuts = [FileSessionStore.Durability.data, .full].map { Self.powerCut(row, "\($0)") }
    return ["`\(name)`"] + marks + cuts + [Grouped(row.states).description, Self.shortest(row)]
  }

  /// What is kept on ext4, XFS and btrfs alike: all of it, or what is not.
  private static func powerCut(_ row: CheckReport.RowReport, _ durability: String) -> String {
    let real: [FileSessionStore.FileSystemModel] = [.ext4, .xfs, .btrfs]
    let found = row.powerCuts.filter { cut in
      cut.durability == durability && real.contains { $0.rawValue == cut.fileSystem }
    }
    let lost = FileSessionStore.PowerCutGuarantees.named.map(\.name).filter { name in
      found.contains { $0.guarantees[name] != true }
    }
    if found.isEmpty || lost.contains("whole values") { return "✗" }
    return lost.isEmpty ? "✓" : lost == ["changes survive"] ? "whole, the last save may be lost" : "whole"
  }

  private static func shortest(_ row: CheckReport.RowReport) -> String {
    guard let failure = row.violations.min(by: { ($0.killed ? 1 : 0, $0.steps) < ($1.killed ? 1 : 0, $1.steps) }) else {
      return "none"
    }
    return "\(failure.kind), \(failure.steps) calls" + (failure.killed ? " and a kill" : "")
  }
}
