#if CommandLineTool
import FileSessions
import Foundation
import Lab
import TestSupport
import Testing

@testable import FileSessionsChecker

@Suite("Findings happen on the real kernel")
struct ReplayTests {
  /// Few states, and most of the ways in which these strategies fail; `make check` replays every one.
  private static let scenarios = [
    Scenario(beginning: .live, programs: [[.update], [.delete]], kills: 1),
    Scenario(beginning: .live, programs: [[.save], [.load]]),
    Scenario(beginning: .live, programs: [[.update], [.update]], clients: .threads),
    Scenario(beginning: .live, programs: [[.update], [.update]]),
    Scenario(beginning: .live, programs: [[.update], [.updateOther], [.update]], clients: .mixed),
    Scenario(beginning: .live, programs: [[.rotate, .updateNew], [.delete]]),
    Scenario(beginning: .live, programs: [[.saveIfUnchanged], [.saveTwice]]),
    Scenario(beginning: .absent, programs: [[.create], [.create]]),
    Scenario(beginning: .live, programs: [[.delete, .create], [.update]]),
    Scenario(beginning: .absent, programs: [[.create], [.sweep], [.load]]),
  ]

  private static func findings(of strategy: FileSessionStore.Strategy) -> [Violation: Token] {
    let automaton = Automaton(strategy, SimulatedKernel())
    var shortest: [Violation: Token] = [:]
    for scenario in scenarios {
      for finding in Exploration(automaton, scenario, bound: 1_000_000).findings {
        if let known = shortest[finding.violation], known.moves.count <= finding.moves.count { continue }
        shortest[finding.violation] = Token(strategy, scenario, finding.moves)
      }
    }
    return shortest
  }

  /// A folder for the time of a test; nothing may be left in it.
  private static func withReplay(_ body: (Replay) throws -> Void) throws {
    let folder = try TemporaryDirectory()
    try body(Replay(executable: BuiltProduct.path("file-sessions"), in: try ScratchDirectory(kept: folder.path)))
    #expect(folder.entries == [])
  }

  @Test(
    "The shortest of every kind",
    arguments: [FileSessionStore.Strategy.naive, .lockAfterTruncate, .rename, .unlinkedLockFile, .wholeRequestFlock])
  func shortest(_ strategy: FileSessionStore.Strategy) throws {
    let findings = Self.findings(of: strategy)
    #expect(!findings.isEmpty)
    try Self.withReplay { replay in
      for (violation, token) in findings {
        var lines: [Schedule.Line] = []
        let result = try replay.run(token) { lines.append($0) }
        #expect(result.verdict == .confirmed, "\(violation), \(token.setting)")
        #expect(result.violations.contains { $0.hasPrefix(violation.rawValue) })
        let computed = Schedule(Automaton(strategy, SimulatedKernel()), token.scenario, token.moves)
        #expect(lines.map(\.call) == computed.lines.map(\.call))
        #expect(lines.map(\.outcome) == computed.lines.map(\.outcome))
        #expect(result.remains == computed.remains)
      }
    }
  }

  /// One client after the other, as far as each comes.
  private static func oneAfterAnother(_ strategy: FileSessionStore.Strategy, _ scenario: Scenario) -> Token {
    let play = TransitionSystem(Automaton(strategy, SimulatedKernel()), scenario)
    var (world, moves) = (play.beginning(), [Move]())
    for client in scenario.programs.indices {
      while play.isPossible(.step(client), in: world) {
        moves.append(.step(client))
        _ = play.make(.step(client), &world)
      }
    }
    return Token(strategy, scenario, moves)
  }

  @Test(
    "A schedule that does not fail is the same, and nothing is wrong with it", arguments: scenarios,
    [FileSessionStore.Strategy.naive, .slots, .lockFileRename, .byteRange(.posix, write: .exchange, readers: .shared)])
  func harmless(_ scenario: Scenario, _ strategy: FileSessionStore.Strategy) throws {
    try Self.withReplay { replay in
      let result = try replay.run(Self.oneAfterAnother(strategy, scenario))
      #expect(result.verdict == .nothingWrong)
      #expect(result.violations == [])
    }
  }

  /// The number of the first move that cannot be made.
  private static func firstImpossible(_ token: Token) -> Int? {
    let play = TransitionSystem(Automaton(token.strategy, SimulatedKernel()), token.scenario)
    var world = play.beginning()
    for (index, move) in token.moves.enumerated() {
      guard play.isPossible(move, in: world) else { return index + 1 }
      _ = play.make(move, &world)
    }
    return nil
  }

  @Test("Two moves swapped so that it is impossible: it says so")
  func tampered() throws {
    let scenario = Scenario(beginning: .live, programs: [[.update], [.update]])
    let moves = Self.oneAfterAnother(.lockFileRename, scenario).moves
    let swapped = moves.indices.lazy.map { index in
      var swapped = moves
      swapped.swapAt(index, moves.count - 1)
      return Token(.lockFileRename, scenario, swapped)
    }
    let token = try #require(swapped.first { Self.firstImpossible($0) != nil })
    let number = try #require(Self.firstImpossible(token))
    try Self.withReplay { replay in
      let result = try replay.run(token)
      guard case .different(let words) = result.verdict else { return #expect(Bool(false), "\(result)") }
      #expect(words.hasPrefix("move \(number) is impossible: "))
    }
  }

  @Test("A schedule of another kernel is not confirmed")
  func otherKernel() throws {
    let scenario = Scenario(beginning: .live, programs: [[.update], [.update]])
    let automaton = Automaton(.lockFileRename, SimulatedKernel(mutation: .locksAlwaysGranted))
    let finding = try #require(Exploration(automaton, scenario, bound: 1_000_000).findings.first)
    try Self.withReplay { replay in
      let result = try replay.run(Token(.lockFileRename, scenario, finding.moves))
      guard case .different = result.verdict else { return #expect(Bool(false), "\(result)") }
    }
  }

  @Test("A program that is no client, or none at all, is reported and not waited for")
  func noClient() throws {
    let token = Self.oneAfterAnother(.naive, Scenario(beginning: .absent, programs: [[.create]]))
    let directory = try TemporaryDirectory()
    let folder = try ScratchDirectory(kept: directory.path)
    let silent = try Replay(executable: "/bin/sh", arguments: ["-c", "exit 0"], in: folder).run(token)
    #expect(silent.verdict == .different("the process of A ended"))
    #expect(throws: LabFailure.self) { try Replay(executable: "/no/such/program", in: folder).run(token) }
  }
}

extension Scenario: CustomTestStringConvertible {
  public var testDescription: String { name }
}
#endif
