import FileSessions
import Testing

@testable import FileSessionsChecker

/// How many states there are, and how short the shortest schedules: a change that explores less is noticed.
@Suite("What is explored")
struct PinTests {
  private static let scenarios: [[[Operation.Verb]]] = [
    [[.save], [.load]], [[.update], [.update]], [[.update], [.delete]], [[.rotate], [.delete]],
  ]

  /// By preset and scenario: states without a kill, states in all; then each kind of failure by its number in
  /// `Violation.allCases`, `k` where it takes a kill, with the moves of the shortest schedule.
  private static let pinned: [String: [String]] = [
    "naive": [
      "85 151: 0=9 0k=8",
      "215 347: 0=9 0k=10 3=12 5=6",
      "116 188: 0k=9 6=10",
      "200 324: 0k=13 6=14 11k=9",
    ],
    "lockAfterTruncate": [
      "99 190: 0=13 0k=14 1=11 1k=12 10k=12 11k=12 12k=12",
      "271 509: 0=13 0k=14 1=11 1k=12 3=20 4k=20 5=10 10k=17 11k=17 12k=17",
      "126 219: 0k=14 2k=15 6=15 10k=12 11k=12",
      "193 393: 0k=18 2k=19 6=19 9=21 9k=19 10k=16 11k=16",
    ],
    "lockOnOpen": [
      "61 139: 0k=12 1k=11 12k=11",
      "76 226: 0k=14 1k=13 12k=14",
      "79 178:",
      "131 333:",
    ],
    "lockFile": [
      "105 215: 0k=16",
      "153 395: 0k=18",
      "111 256: 11=10 11k=9",
      "148 357: 11=10 11k=9",
    ],
    "unlinkedLockFile": [
      "166 303: 0k=17",
      "253 539: 0k=19",
      "168 339:",
      "235 480:",
    ],
    "rename": [
      "43 91: 11k=8",
      "106 264: 3=14 5=6 11k=12",
      "52 107: 6=11 11k=9",
      "87 194: 6=15 11k=9",
    ],
    "unlinkThenRename": [
      "50 107: 1=8 1k=9 11k=8 12k=11",
      "162 394: 1=8 1k=9 3=16 5=6 11k=13 12k=16",
      "60 122: 6=9 11k=9",
      "102 218: 6=14 11k=9",
    ],
    "wholeRequestFlock": [
      "61 143: 0k=11",
      "76 226: 0k=13",
      "79 182:",
      "125 309:",
    ],
    "lockFileRename": [
      "80 152:",
      "181 443:",
      "187 386:",
      "273 646:",
    ],
    "stripedRename": [
      "70 138:",
      "153 371:",
      "111 242:",
      "179 442:",
    ],
    "byteRangeRename": [
      "70 138:",
      "153 371:",
      "111 242:",
      "179 438:",
    ],
    "slots": [
      "130 278:",
      "96 250:",
      "103 272:",
      "185 596:",
    ],
  ]

  @Test("States and shortest schedules are as many and as long as ever", arguments: FileSessionStore.Strategy.presets)
  func pins(_ preset: (name: String, strategy: FileSessionStore.Strategy)) {
    let automaton = Automaton(preset.strategy, SimulatedKernel())
    let found = Self.scenarios.map { programs in
      let scenario = Scenario(beginning: .live, programs: programs, kills: 1)
      return Self.text(Exploration(automaton, scenario, bound: 1_000_000))
    }
    #expect(found == Self.pinned[preset.name])
  }

  private static func text(_ exploration: Exploration) -> String {
    let findings = exploration.findings.map { finding -> (rank: Int, text: String) in
      let rank = Violation.allCases.firstIndex(of: finding.violation) ?? -1
      let number = "\(rank)\(finding.isKilled ? "k" : "")"
      return (2 * rank + (finding.isKilled ? 1 : 0), "\(number)=\(finding.moves.count)")
    }
    let sorted = findings.sorted { $0.rank < $1.rank }.map(\.text)
    return (["\(exploration.statesAlive) \(exploration.states):"] + sorted).joined(separator: " ")
  }
}
