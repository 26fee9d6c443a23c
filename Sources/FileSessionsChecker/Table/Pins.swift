internal import FileSessions

/// How much was explored, and how short the shortest schedules are: kept from one version to the next, so that a change
/// that explores less, or other things, is noticed.
///
/// A text of lines. Each strategy that is explored has one, and under a preset stands one for each scenario of a quick
/// run:
///
///     slots:flock 403122 910377 07e1aa50c3d2f1b4
///       update ‖ update (live, processes): 96 250; torn read 12, blocked 14 with a kill
///
/// The numbers are the states without a kill and the states in all. Then comes a digest of all scenarios, those
/// included that have no line; of a scenario, each kind of failure with the moves of its shortest schedule.
public struct Pins: Sendable {
  public enum Depth: Sendable { case quick, full }

  struct Line: Hashable, Sendable {
    var name: String
    var result: String
  }

  struct Entry: Hashable, Sendable {
    /// Of a quick run it says nothing.
    var strategy: Line
    /// Of a preset: those of a quick run.
    var cells: [Line] = []
  }

  let depth: Depth
  private(set) var entries: [Entry] = []

  public init(_ table: GuaranteeTable, _ depth: Depth) {
    self.depth = depth
    entries = table.rows.map { row in
      let all = row.cells + row.powerCuts.flatMap(\.cells)
      let lines = all.map { Line($0) }
      let digest = FNV.hash(lines.map(\.text).joined(separator: "\n"))
      let alive = all.reduce(0) { $0 + $1.statesAlive }
      let isPreset = row.members.contains { $0.presetName != nil }
      return Entry(
        strategy: Line(name: "\(row.strategy.representative)", result: "\(alive) \(row.states) \(digest)"),
        cells: isPreset
          ? zip(row.cells, lines).filter { $0.0.scenario.isQuick }.map(\.1) + row.powerCuts.map { Line($0) } : [])
    }
  }

  /// What is pinned of the strategies of a run alone, where that was not to explore all of them.
  public func limited(to found: Pins) -> Pins {
    let names = Set(found.entries.map(\.strategy.name))
    var limited = self
    limited.entries.removeAll { !names.contains($0.strategy.name) }
    return limited
  }
}

// MARK: - Text

extension Pins {
  public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  public var text: String {
    let heading = "# Renewed by: file-sessions check --write-pins FILE\n"
    return heading
      + entries.map { entry in
        "\(entry.strategy.name) \(entry.strategy.result)\n" + entry.cells.map { "  \($0.text)\n" }.joined()
      }.joined()
  }

  /// Reads what `text` of a full run is.
  public init(_ text: String) throws(Malformed) {
    depth = .full
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("  "), !entries.isEmpty, let colon = line.firstIndex(of: ":") {
        let (name, result) = (line[..<colon].dropFirst(2), line[colon...].dropFirst(2))
        entries[entries.count - 1].cells.append(Line(name: String(name), result: String(result)))
      } else if line.first != " ", let space = line.firstIndex(of: " ") {
        let (name, result) = (line[..<space], line[line.index(after: space)...])
        entries.append(Entry(strategy: Line(name: String(name), result: String(result))))
      } else {
        throw Malformed(description: "line \(index + 1) is neither a strategy nor a scenario: \(line)")
      }
    }
  }
}

extension Pins.Line {
  fileprivate var text: String { "\(name): \(result)" }

  /// One for all scenarios of a quick run in which the power may fail.
  init(_ result: PowerCutResult) {
    let cells = result.cells.filter { $0.scenario.programs.count == 1 && $0.scenario.faults == 0 }
    name = "power cut on \(result.powerCut.name)"
    let findings = cells.flatMap(\.findings).filter(\.isPowerCut)
    let shortest = Violation.allCases.compactMap { violation in
      findings.filter { $0.violation == violation }.map(\.moves.count).min().map { "\(violation.rawValue) \($0)" }
    }
    self.result = (["\(cells.reduce(0) { $0 + $1.states })"] + shortest).joined(separator: "; ")
  }

  init(_ cell: ScenarioResult) {
    let scenario = cell.scenario
    let memory = scenario.memory == .nothing ? "" : ", \(scenario.memory.rawValue) kept"
    name = "\(scenario.name) (\(scenario.beginning.rawValue), \(scenario.clients.rawValue)\(memory)\(scenario.mishaps))"
    let findings = cell.findings.sorted { ($0.violation, $0.isKilled ? 1 : 0) < ($1.violation, $1.isKilled ? 1 : 0) }
      .map { "\($0.violation.rawValue) \($0.moves.count)\($0.isKilled ? " with a kill" : "")" }
    let end = cell.bound == nil ? [] : ["given up"]
    let failures = findings + end
    result = "\(cell.statesAlive) \(cell.states)" + (failures.isEmpty ? "" : "; " + failures.joined(separator: ", "))
  }
}

/// FNV-1a in 64 bits: the same for the same text on every system.
private enum FNV {
  static func hash(_ text: String) -> String {
    let sum = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Pins {
  /// Where a run explored something else than is pinned: a line for each strategy and, of a preset, for each scenario.
  public func differences(of found: Pins) -> [String] {
    var differences = Self.unmatched(entries.filter { found.depth == .full || !$0.cells.isEmpty }, found.entries)
    for entry in found.entries {
      guard let pinned = entries.first(where: { $0.strategy.name == entry.strategy.name }) else {
        if found.depth == .full { differences.append("\(entry.strategy.name): is not pinned") }
        continue
      }
      let cells = Self.differences(pinned.cells, entry.cells).map { "\(entry.strategy.name), \($0)" }
      if found.depth == .full, pinned.strategy != entry.strategy {
        differences.append(Self.difference(pinned.strategy, entry.strategy))
      }
      differences += cells
    }
    return differences
  }

  private static func unmatched(_ pinned: [Entry], _ found: [Entry]) -> [String] {
    let names = Set(found.map(\.strategy.name))
    return pinned.map(\.strategy.name).filter { !names.contains($0) }.map { "\($0): was not explored" }
  }

  private static func differences(_ pinned: [Line], _ found: [Line]) -> [String] {
    let (before, now) = (Dictionary(pinned), Dictionary(found))
    let gone = pinned.filter { now[$0.name] == nil }.map { "\($0.name): was not explored" }
    return gone
      + found.compactMap { line in
        guard let result = before[line.name] else { return "\(line.name): is not pinned" }
        return result == line.result ? nil : difference(Line(name: line.name, result: result), line)
      }
  }

  private static func difference(_ pinned: Line, _ found: Line) -> String {
    "\(found.name): \(found.result), and not as pinned \(pinned.result)"
  }
}

extension [String: String] {
  fileprivate init(_ lines: [Pins.Line]) {
    self.init(lines.map { ($0.name, $0.result) }, uniquingKeysWith: { first, _ in first })
  }
}
