package import FileSessions
package import Lab

/// What was found out about one strategy.
package struct ComparisonRow: Hashable, Sendable {
  package enum Declared: String, Codable, Sendable {
    case sound, unsound
  }

  /// The preset's name, or the definition.
  package var strategy: String
  package var definition: String
  package var declared: Declared
  /// What it promises, by name.
  package var guarantees: [String]
  package var processes: Int
  package var operations: [TimedVerb: Figures] = [:]
  package var distributions: [TimedVerb: LatencyDistribution] = [:]
  /// Of all verbs together.
  package var operationsPerSecond = 0.0
  /// The operations of the process that got the fewest, divided by those of the one that got the most.
  package var fairness = 0.0
  /// Of each worker process.
  package var shares: [ProcessShare] = []
  package var timedViolations = Violations()
  package var catchViolations = Violations()
  package var leftovers = Leftovers()
  /// How many times the catch phase ran: again where an unsound strategy had not shown its faults yet.
  package var catchRounds = 0
  package var catchOperations = 0
  /// How often a lock was waited for in the catch phase.
  package var lockWaits = 0
  package var errorExamples: [String] = []
  /// `nil` where floors were not measured.
  package var floors: FloorResults?

  package init(_ strategy: FileSessionStore.Strategy, processes: Int) {
    self.strategy = strategy.label
    definition = strategy.description
    declared = strategy.isSound ? .sound : .unsound
    let promised = strategy.guarantees
    guarantees = FileSessionStore.Guarantees.named.filter { promised.contains($0.guarantee) }.map(\.name)
    self.processes = processes
  }

  package var violations: Violations { timedViolations + catchViolations }

  package var verdict: Verdict { Verdict(strategy: strategy, declared: declared, violations) }
}

extension ComparisonRow: Codable {
  private enum CodingKeys: String, CodingKey {
    case strategy, definition, declared, guarantees, processes, operations, distributions
    case operationsPerSecond = "operations_per_second"
    case fairness, shares, violations
    case timedViolations = "timed_violations"
    case catchViolations = "catch_violations"
    case leftovers
    case catchRounds = "catch_rounds"
    case catchOperations = "catch_operations"
    case lockWaits = "lock_waits"
    case errorExamples = "error_examples"
    case floors, caught
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    strategy = try container.decode(String.self, forKey: .strategy)
    definition = try container.decode(String.self, forKey: .definition)
    declared = try container.decode(Declared.self, forKey: .declared)
    guarantees = try container.decode([String].self, forKey: .guarantees)
    processes = try container.decode(Int.self, forKey: .processes)
    operations = try container.decode([TimedVerb: Figures].self, forKey: .operations)
    distributions = try container.decode([TimedVerb: LatencyDistribution].self, forKey: .distributions)
    operationsPerSecond = try container.decode(Double.self, forKey: .operationsPerSecond)
    fairness = try container.decode(Double.self, forKey: .fairness)
    shares = try container.decode([ProcessShare].self, forKey: .shares)
    timedViolations = try container.decode(Violations.self, forKey: .timedViolations)
    catchViolations = try container.decode(Violations.self, forKey: .catchViolations)
    leftovers = try container.decode(Leftovers.self, forKey: .leftovers)
    catchRounds = try container.decode(Int.self, forKey: .catchRounds)
    catchOperations = try container.decode(Int.self, forKey: .catchOperations)
    lockWaits = try container.decode(Int.self, forKey: .lockWaits)
    errorExamples = try container.decode([String].self, forKey: .errorExamples)
    floors = try container.decodeIfPresent(FloorResults.self, forKey: .floors)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(strategy, forKey: .strategy)
    try container.encode(definition, forKey: .definition)
    try container.encode(declared, forKey: .declared)
    try container.encode(guarantees, forKey: .guarantees)
    try container.encode(processes, forKey: .processes)
    try container.encode(operations, forKey: .operations)
    try container.encode(distributions, forKey: .distributions)
    try container.encode(operationsPerSecond, forKey: .operationsPerSecond)
    try container.encode(fairness, forKey: .fairness)
    try container.encode(shares, forKey: .shares)
    try container.encode(violations, forKey: .violations)
    try container.encode(timedViolations, forKey: .timedViolations)
    try container.encode(catchViolations, forKey: .catchViolations)
    try container.encode(leftovers, forKey: .leftovers)
    try container.encode(catchRounds, forKey: .catchRounds)
    try container.encode(catchOperations, forKey: .catchOperations)
    try container.encode(lockWaits, forKey: .lockWaits)
    try container.encode(errorExamples, forKey: .errorExamples)
    try container.encodeIfPresent(floors, forKey: .floors)
    // `null` is said, not left out: it means that nothing was to be caught, or that nothing was.
    try container.encode(verdict.caught, forKey: .caught)
  }
}
