import FileSessions
import FileSessionsChaos
import Testing

/// A run that saw nothing proves nothing, unless it could have.
@Suite struct VerdictTests {
  private static func report(_ strategy: FileSessionStore.Strategy) -> ArmReport {
    var report = ArmReport(Family(name: "one", strategies: [strategy]))
    (report.rounds, report.operations, report.kills, report.killsInside) = (1, 1_000_000, 1000, 1000)
    (report.stops, report.contended) = (1000, 1000)
    return report
  }

  private static func verdict(
    _ strategy: FileSessionStore.Strategy, _ change: (inout ArmReport) -> Void = { _ in }
  ) -> ArmReport.Verdict {
    var report = report(strategy)
    change(&report)
    report.judge(ChaosPlan.Least())
    return report.verdict
  }

  @Test func soundOnesHold() {
    #expect(Self.verdict(.slots) == .held)
    #expect(Self.verdict(.slots) { $0.findingCount = 1 } == .found)
  }

  @Test func whatDidTooLittleIsEmpty() {
    #expect(Self.verdict(.slots) { $0.operations = 10 } == .empty)
    #expect(Self.verdict(.slots) { $0.kills = 1 } == .empty)
    #expect(Self.verdict(.slots) { $0.killsInside = 1 } == .empty)
    #expect(Self.verdict(.slots) { $0.contended = 0 } == .empty)
    #expect(Self.verdict(.slots) { $0.stops = 0 } == .empty)
    #expect(Self.verdict(.slots) { $0.rounds = 0 } == .notRun)
  }

  /// A killed writer leaves a torn file there, as declared.
  @Test func whatIsNotKillSafeIsOnlyStopped() {
    #expect(Self.verdict(.lockFile) { ($0.kills, $0.killsInside) = (0, 0) } == .held)
    #expect(!Family(name: "one", strategies: [.lockFile]).isKilled)
    #expect(Family(name: "one", strategies: [.naive]).isKilled)
  }

  @Test func unsoundOnesHaveToBeCaught() {
    #expect(Self.verdict(.naive) == .blind)
    #expect(Self.verdict(.naive) { $0.findingCount = 3 } == .caught)
  }

  @Test func everySoundStrategyHasItsFamily() {
    let members = Family.sound.flatMap(\.strategies)
    #expect(Set(members) == Set(FileSessionStore.Strategy.all.filter(\.isSound)))
    #expect(members.count == Set(members).count)
    #expect(Family.all.count(where: \.isToBeCaught) == 1)
    #expect(Family.sound.first?.name == "slots")
  }
}
