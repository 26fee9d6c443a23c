import FileSessions
import Foundation
import Lab
import Testing

@testable import FileSessionsComparison

@Suite struct OperationMixTests {
  private static let rolls = 100_000

  private static func shares(_ mix: OperationMix) -> [TimedVerb: Double] {
    var dice = Dice(seed: 7)
    var counts: [TimedVerb: Int] = [:]
    for _ in 0..<rolls { counts[mix.choose(&dice), default: 0] += 1 }
    return counts.mapValues { Double($0) / Double(rolls) }
  }

  @Test func usualMixIsSixtyTwentyFifteenFive() {
    let mix = OperationMix.usual
    #expect(abs(mix.share(.load) - 0.6) < 1e-9)
    #expect(abs(mix.share(.update) - 0.2) < 1e-9)
    #expect(abs(mix.share(.save) - 0.15) < 1e-9)
    #expect(abs(mix.share(.create) - 0.05) < 1e-9)
  }

  @Test(arguments: [0.1, 0.5, 0.6, 0.95])
  func operationsComeInTheSharesThatAreSaid(reads: Double) {
    let mix = OperationMix(reads: reads)
    let shares = Self.shares(mix)
    for verb in TimedVerb.allCases { #expect(abs((shares[verb] ?? 0) - mix.share(verb)) < 0.01) }
    #expect(abs(TimedVerb.allCases.reduce(0) { $0 + mix.share($1) } - 1) < 1e-9)
  }

  @Test func noneAndAllAreWithoutException() {
    #expect(Self.shares(OperationMix(reads: 0))[.load] == nil)
    #expect(Self.shares(OperationMix(reads: 1)) == [.load: 1])
  }

  @Test(arguments: [0, 0.2, 0.33, 1])
  func hotSessionsGetTheirShare(hot: Double) {
    var dice = Dice(seed: 3)
    let choice = HotChoice(sessions: 1000, hot: hot)
    let chosen = (0..<Self.rolls).map { _ in choice(&dice) }
    let few = Double(chosen.count { $0 < 4 }) / Double(Self.rolls)
    let fifth = Double(chosen.count { $0 < 200 }) / Double(Self.rolls)
    // Of the others some meet there by chance: 70 % go to 200 sessions, 30 % to 1000.
    #expect(abs(few - (hot + (1 - hot) * (0.7 * 4 / 200 + 0.3 * 4 / 1000))) < 0.01)
    #expect(abs(fifth - (hot + (1 - hot) * (0.7 + 0.3 / 5))) < 0.01)
    #expect(chosen.allSatisfy { (0..<1000).contains($0) })
  }

  @Test func workersAreToldTheMix() throws {
    var plan = ComparisonPlan()
    plan.mix = OperationMix(reads: 0.9, hot: 0.05)
    let assignment = WorkerAssignment(.timed, .slots, plan, directory: "/x", worker: 0, seed: 1)
    let told = try JSONDecoder().decode(WorkerAssignment.self, from: try JSONEncoder().encode(assignment))
    #expect(told.mix == plan.mix)
    let report = ComparisonReport(plan, filesystem: "ext4", kernel: "6.1.0")
    #expect((report.reads, report.hot) == (0.9, 0.05))
  }

  @Test func pageAndTableSayTheMix() {
    var plan = ComparisonPlan()
    plan.mix = OperationMix(reads: 0.5, hot: 0.125)
    let report = ComparisonReport(plan, filesystem: "ext4", kernel: "6.1.0")
    #expect(ReportTable(report, isColoured: false).text.contains(" · 50 % loads, 12.5 % on 4 sessions · "))
    let html = ComparisonPage(report).html
    #expect(html.contains(" · 50 % loads, 12.5 % on 4 sessions · "))
    #expect(html.contains("50 % loads, 25 % updates, 18.8 % saves, 6.3 % creates."))
    #expect(html.contains(#"<td data-json="reads">50 %</td>"#))
    #expect(html.contains(#"<td data-json="hot">12.5 %</td>"#))
  }

  /// Nobody is reproached for not updating who was told to read.
  @Test func readersNeedNotUpdate() throws {
    var log = TimedLog(sessions: 8)
    for _ in 0..<100 { log.latencies.record(.load, nanoseconds: 1000) }
    try NonVacuity.check([log], .slots, OperationMix(reads: 1))
    #expect(throws: LabFailure.self) { try NonVacuity.check([log], .slots, .usual) }
    #expect(throws: LabFailure.self) {
      try NonVacuity.check([TimedLog(sessions: 8)], .slots, OperationMix(reads: 1))
    }
  }
}
