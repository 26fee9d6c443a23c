internal import FileSessions
internal import Lab

/// What was found out about one strategy.
struct ComparisonRow: Codable, Hashable, Sendable {
  enum Declared: String, Codable, Sendable {
    case sound, unsound
  }

  /// The preset's name, or the definition.
  var strategy: String
  var definition: String
  var declared: Declared
  /// What it promises, by name.
  var guarantees: [String]
  var processes: Int
  var operations: [TimedVerb: Figures] = [:]
  var distributions: [TimedVerb: LatencyDistribution] = [:]
  /// Of all verbs together.
  var operationsPerSecond = 0.0
  /// The operations of the process that got the fewest, divided by those of the one that got the most.
  var fairness = 0.0
  /// Of each worker process.
  var shares: [ProcessShare] = []
  var timedViolations = Violations()
  var catchViolations = Violations()
  var leftovers = Leftovers()
  /// How many times the catch phase ran: again where an unsound strategy had not shown its faults yet.
  var catchRounds = 0
  var catchOperations = 0
  /// How often a lock was waited for in the catch phase.
  var lockWaits = 0
  var errorExamples: [String] = []
  /// `nil` where floors were not measured.
  var floors: FloorResults?

  init(_ strategy: FileSessionStore.Strategy, processes: Int) {
    self.strategy = strategy.label
    definition = strategy.description
    declared = strategy.isSound ? .sound : .unsound
    let promised = strategy.guarantees
    guarantees = FileSessionStore.Guarantees.named.filter { promised.contains($0.guarantee) }.map(\.name)
    self.processes = processes
  }

  private enum CodingKeys: String, CodingKey {
    case strategy, definition, declared, guarantees, processes, operations, distributions
    case operationsPerSecond = "operations_per_second"
    case fairness, shares
    case timedViolations = "timed_violations"
    case catchViolations = "catch_violations"
    case leftovers
    case catchRounds = "catch_rounds"
    case catchOperations = "catch_operations"
    case lockWaits = "lock_waits"
    case errorExamples = "error_examples"
    case floors
  }

  var violations: Violations { timedViolations + catchViolations }

  var verdict: Verdict { Verdict(strategy: strategy, declared: declared, violations) }
}

/// A row as the JSON file has it: with what follows from the rest of it.
struct WrittenRow: Codable, Hashable, Sendable {
  var row: ComparisonRow

  private enum CodingKeys: String, CodingKey {
    case violations, caught
  }

  init(_ row: ComparisonRow) { self.row = row }

  init(from decoder: any Decoder) throws { row = try ComparisonRow(from: decoder) }

  func encode(to encoder: any Encoder) throws {
    try row.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(row.violations, forKey: .violations)
    // `null` is said, not left out: it means that nothing was to be caught, or that nothing was.
    try container.encode(row.verdict.caught, forKey: .caught)
  }
}

/// What one worker process got of the timed phase, so that fairness is more than a ratio.
struct ProcessShare: Codable, Hashable, Sendable {
  var operationsPerSecond: Double
  /// The operation that took it longest, waiting included, in microseconds.
  var longest: Double

  private enum CodingKeys: String, CodingKey {
    case operationsPerSecond = "operations_per_second"
    case longest = "longest_us"
  }
}
