import FileSessions
import Testing

import struct Foundation.URL

@testable import FileSessionsChecker

/// How many states there are, and how short the shortest schedules: a change that explores less is noticed.
///
/// Some of them, since this is not optimised. `make test` goes on with `make check QUICK=1`, which does it for every
/// preset and scenario, and `make check` does it for every combination.
@Suite("What is explored")
struct PinTests {
  private static let programs: [[[Operation.Verb]]] = [
    [[.save], [.load]], [[.update], [.update]], [[.update], [.delete]], [[.rotate], [.delete]],
  ]

  private static let path =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    + "/CheckerPins/pins.txt"

  @Test("States and shortest schedules are as many and as long as ever", arguments: FileSessionStore.Strategy.presets)
  func pins(_ preset: (name: String, strategy: FileSessionStore.Strategy)) throws {
    let pins = try Pins(String(contentsOfFile: Self.path, encoding: .utf8))
    let entry = try #require(pins.entries.first { $0.strategy.name == preset.strategy.description })
    let automaton = Automaton(preset.strategy, SimulatedKernel())
    for programs in Self.programs {
      let scenario = Scenario(beginning: .live, programs: programs, kills: 1)
      let line = Pins.Line(ScenarioResult(automaton, scenario, bound: 1_000_000))
      #expect(entry.cells.contains(line), "\(line)")
    }
  }

  @Test("Every preset is pinned, and every combination")
  func complete() throws {
    let pins = try Pins(String(contentsOfFile: Self.path, encoding: .utf8))
    let groups = GuaranteeTable.groups(FileSessionStore.Strategy.all)
    #expect(pins.entries.map(\.strategy.name) == groups.map { "\($0[0])" })
    #expect(pins.entries.count { !$0.cells.isEmpty } == FileSessionStore.Strategy.presets.count)
  }
}
