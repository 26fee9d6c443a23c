/// What one family went through, and what was found.
package struct ArmReport: Codable, Sendable {
  package var name: String
  package var isToBeCaught: Bool
  package var isKilled: Bool
  package var rounds = 0
  package var strategies = 0
  package var operations = 0
  package var kills = 0
  package var killsInside = 0
  package var stops = 0
  /// Locks that were held by somebody else.
  package var contended = 0
  package var sweeps = 0
  /// Seconds in which signals were sent.
  package var seconds = 0.0
  package var findings: [FoundReport] = []
  /// Findings in all; `findings` has the first of each kind.
  package var findingCount = 0
  /// Why rounds could not be run, in words.
  package var notRun: [String] = []
  /// What it did too little of, in words.
  package var lacks: [String] = []

  package init(_ family: Family) {
    name = family.name
    isToBeCaught = family.isToBeCaught
    isKilled = family.isKilled
  }

  /// Notes what it did too little of.
  package mutating func judge(_ least: ChaosPlan.Least) {
    func check(_ count: Int, _ least: Int, _ noun: String) {
      if count < least { lacks.append("\(count) \(noun) of \(least)") }
    }
    guard rounds > 0, !isToBeCaught else { return }
    check(operations, least.operations, "operations")
    check(contended, least.contended, "locks waited for")
    check(stops, least.stops, "stops")
    guard isKilled else { return }
    check(kills, least.kills, "kills")
    check(killsInside, least.killsInside, "kills inside an operation")
  }

  package var verdict: Verdict {
    if rounds == 0 { return .notRun }
    if isToBeCaught { return findingCount > 0 ? .caught : .blind }
    if findingCount > 0 { return .found }
    return lacks.isEmpty ? .held : .empty
  }

  package enum Verdict: String, Sendable {
    case held = "✓ held"
    case caught = "✓ caught"
    case found = "✗ found"
    case blind = "✗ not caught"
    case empty = "– too little"
    case notRun = "– not run"
  }
}

/// A finding, as it is reported.
package struct FoundReport: Codable, Sendable {
  package var kind: String
  package var text: String
  /// How the round was set up.
  package var round: String
  /// Its operations, each in a line.
  package var history: [String]
}

package struct ChaosReport: Codable, Sendable {
  package var seed: UInt64
  package var seconds: Double
  package var workers: Int
  package var sessions: Int
  package var directory: String
  package var fileSystem: String
  package var kernel: String
  package var arms: [ArmReport]

  /// Whether everything was run and is as it has to be.
  package var isWell: Bool { arms.allSatisfy { [.held, .caught, .notRun].contains($0.verdict) } }
  package var isEmpty: Bool { arms.contains { $0.verdict == .empty } }
  package var hasFinding: Bool { arms.contains { $0.verdict == .found || $0.verdict == .blind } }
}
