internal import FileSessions

/// What was computed, for scripts: `.build/check.json`.
public struct CheckReport: Encodable, Sendable {
  public var states: Int
  public var seconds: Double
  public var rows: [RowReport]
  /// Absent where nothing was replayed.
  public var replays: ReplayReport?

  /// What the real kernel said of the counterexamples.
  public struct ReplayReport: Encodable, Sendable {
    public var confirmed: Int
    /// The tokens of those that it did not confirm.
    public var failed: [String]
    public var seconds: Double

    public init(confirmed: Int, failed: [String], seconds: Double) {
      (self.confirmed, self.failed, self.seconds) = (confirmed, failed, seconds)
    }
  }

  public struct RowReport: Encodable, Sendable {
    /// The definition of the strategy that was explored.
    public var strategy: String
    /// Those that it stands for: they make the same calls with locks of the same ownership.
    public var members: [String]
    public var states: Int
    /// Whether everything was explored to its end.
    public var complete: Bool
    /// By name, as computed.
    public var guarantees: [String: Bool]
    /// What `Strategy.guarantees` says otherwise.
    public var differences: [String]
    public var scenarios: [ScenarioReport]
    public var powerCuts: [PowerCutReport]
    public var violations: [ViolationReport]
  }

  /// What is kept where the power fails.
  public struct PowerCutReport: Encodable, Sendable {
    public var fileSystem: String
    public var durability: String
    public var states: Int
    /// By name, as computed.
    public var guarantees: [String: Bool]
    /// Each kind of loss, with the number of moves of its shortest schedule and the scenario.
    public var violations: [String]
  }

  public struct ScenarioReport: Encodable, Sendable {
    public var name: String
    public var beginning: String
    public var clients: String
    public var statesWithoutKill: Int
    public var states: Int
    /// At how many states it was given up; absent where it was explored to its end.
    public var boundedAt: Int?
    public var violations: [String]
    public var violationsWithKill: [String]
  }

  public struct ViolationReport: Encodable, Sendable {
    public var kind: String
    public var scenario: String
    public var clients: Int
    public var threads: Bool
    public var steps: Int
    public var killed: Bool
    public var reason: String
    public var schedule: [Schedule.Line]
    /// For `file-sessions check replay`.
    public var token: String
    /// Whether it came out the same on this system's kernel, for every strategy of the row; absent where it was not
    /// tried.
    public var replayed: Bool?
  }

  public init(_ table: GuaranteeTable, seconds: Double) {
    states = table.states
    self.seconds = seconds
    rows = table.rows.map { RowReport($0) }
  }
}

extension CheckReport.RowReport {
  public init(_ row: StrategyResult) {
    strategy = "\(row.strategy)"
    members = row.members.map(\.description)
    states = row.states
    complete = row.isComplete
    guarantees = Dictionary(
      uniqueKeysWithValues: FileSessionStore.Guarantees.named.map { ($0.name, row.guarantees.contains($0.guarantee)) })
    differences = row.differences
    scenarios = row.cells.map { CheckReport.ScenarioReport($0) }
    powerCuts = row.powerCuts.map { CheckReport.PowerCutReport($0) }
    violations = row.explanations.map { CheckReport.ViolationReport($0) }
  }
}

extension CheckReport.PowerCutReport {
  init(_ result: PowerCutResult) {
    fileSystem = result.powerCut.fileSystem.rawValue
    durability = "\(result.powerCut.durability)"
    states = result.states
    guarantees = Dictionary(
      uniqueKeysWithValues: FileSessionStore.PowerCutGuarantees.named.map {
        ($0.name, result.guarantees.contains($0.guarantee))
      })
    violations = result.cells.flatMap { cell in
      cell.findings.filter(\.isPowerCut).map { "\($0.violation.rawValue) \($0.moves.count): \(cell.scenario.name)" }
    }
  }
}

extension CheckReport.ScenarioReport {
  init(_ cell: ScenarioResult) {
    name = cell.scenario.name + cell.scenario.mishaps
    beginning = cell.scenario.beginning.rawValue
    clients = cell.scenario.clients.rawValue
    statesWithoutKill = cell.statesAlive
    states = cell.states
    boundedAt = cell.bound
    violations = cell.findings.filter { !$0.isKilled }.map(\.violation.rawValue)
    violationsWithKill = cell.findings.filter(\.isKilled).map(\.violation.rawValue)
  }
}

extension CheckReport.ViolationReport {
  public init(_ explanation: Explanation) {
    kind = explanation.kind
    scenario = explanation.scenario
    clients = explanation.clients
    threads = explanation.areThreads
    steps = explanation.schedule.lines.count
    killed = explanation.isKilled
    reason = explanation.reason
    schedule = explanation.schedule.lines
    token = explanation.token.description
  }
}

extension CheckReport.RowReport {
  public mutating func note(_ kind: String, isReplayed: Bool) {
    for index in violations.indices where violations[index].kind == kind {
      violations[index].replayed = isReplayed && violations[index].replayed != false
    }
  }
}

extension StrategyResult {
  /// What any of its strategies declares otherwise than was computed: `+kill-safe` was computed and not declared.
  public var differences: [String] {
    var differences: [String] = []
    for (name, guarantee) in FileSessionStore.Guarantees.named {
      let isComputed = guarantees.contains(guarantee)
      let others = members.filter { $0.guarantees.contains(guarantee) != isComputed }
      if !others.isEmpty { differences.append((isComputed ? "+" : "-") + name) }
    }
    for result in powerCuts { differences += result.differences(members) }
    return differences
  }
}
