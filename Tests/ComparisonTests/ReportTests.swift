import FileSessions
import Foundation
import Testing

@testable import FileSessionsComparison

@Suite struct ReportTests {
  private static func report() -> ComparisonReport {
    var report = ComparisonReport(ComparisonPlan(), filesystem: "tmpfs", kernel: "6.1.0")
    var naive = ComparisonRow(.naive, processes: 2)
    naive.catchViolations.tornReads = 1412
    naive.timedViolations.lostUpdates = 1
    naive.catchViolations.missing = 7
    naive.leftovers.temporaryFiles = 2
    naive.errorExamples = ["load: something odd"]
    var slots = ComparisonRow(.slots, processes: 2)
    slots.operationsPerSecond = 121_094.6
    slots.operations[.load] = Figures(perSecond: 9, p50: 4.04, p99: 37.5, p999: 2000, max: 12_345.6)
    report.rows = [naive, slots]
    return report
  }

  @Test func jsonHasTheDocumentedShape() throws {
    let data = try JSONEncoder().encode(Self.report())
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(report["filesystem"] as? String == "tmpfs")
    #expect(report["reads"] as? Double == 0.6)
    #expect(report["hot"] as? Double == 0.33)
    let rows = try #require(report["rows"] as? [[String: Any]])
    let (naive, slots) = (rows[0], rows[1])
    #expect(slots["strategy"] as? String == "slots")
    #expect(slots["definition"] as? String == "slots:flock")
    #expect(slots["processes"] as? Int == 2)
    #expect(slots["declared"] as? String == "sound")
    #expect(naive["declared"] as? String == "unsound")
    #expect(naive["caught"] as? Bool == true)
    #expect(slots["caught"] is NSNull)
    let load = try #require((slots["operations"] as? [String: Any])?["load"] as? [String: Double])
    #expect(Set(load.keys) == ["per_second", "p50_us", "p99_us", "p999_us", "max_us"])
    #expect(load["p99_us"] == 37.5)
    let violations = try #require(naive["violations"] as? [String: Int])
    #expect(
      Set(violations.keys).isSuperset(of: [
        "torn_reads", "lost_updates", "resurrections", "missing", "corrupt", "errors",
      ]))
    #expect(violations["torn_reads"] == 1412)
    #expect(violations["lost_updates"] == 1)
    #expect(naive["leftovers"] as? [String: Int] == ["lock_files": 0, "temp_files": 2])
  }

  @Test func jsonCanBeReadBack() throws {
    let report = Self.report()
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: try JSONEncoder().encode(report)) == report)
  }

  @Test func tableSpeaksToPeople() {
    let lines = ReportTable(Self.report(), isColoured: false).text.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "tmpfs · kernel 6.1.0 · 2 processes × 4 tasks · 64 sessions · 60 % loads, 33 % on 4 sessions · "
          + "payload 512 bytes · durability none",
        "                             load µs       save µs       update µs",
        "strategy  declared    ops/s      p50  p99      p50  p99        p50  p99  verdict   left behind"
          + "   violations",
        "────────  ────────  ───────  ───────  ───  ───────  ───  ─────────  ───  ────────  ────────────"
          + "  ────────────────────────────────",
        "naive     unsound         0        –    –        –    –          –    –  ✓ caught  2 temp files"
          + "  1,412 torn reads, 1 lost update,",
        "                                                                                               "
          + "  7 missing",
        "slots     sound     121,094      4.0   38        –    –          –    –  ✓ sound   nothing       none",
        "Examples of the errors that are counted above:", "  naive: load: something odd",
      ])
  }

  @Test func colourIsAroundTheVerdictOnly() {
    let text = ReportTable(Self.report(), isColoured: true).text
    #expect(text.contains("\u{1B}[32m✓ caught\u{1B}[0m"))
    #expect(text.split(separator: "\u{1B}").count == 5)
    #expect(!ReportTable(Self.report(), isColoured: false).text.contains("\u{1B}"))
  }

  @Test func verdictsFollowTheDeclaration() {
    var torn = Violations()
    torn.tornReads = 1
    var failed = Violations()
    failed.errors = 1
    let clean = Violations()
    #expect(Verdict(strategy: "slots", declared: .sound, clean) == .kept)
    #expect(Verdict(strategy: "slots", declared: .sound, torn) == .broken)
    #expect(Verdict(strategy: "slots", declared: .sound, failed) == .broken)
    #expect(Verdict(strategy: "naive", declared: .unsound, torn) == .caught)
    #expect(Verdict(strategy: "naive", declared: .unsound, failed) == .escaped)
    #expect(Verdict(strategy: "rename", declared: .unsound, clean) == .escaped)
    #expect(Verdict(strategy: "unlocked:exchange", declared: .unsound, clean) == .unseen)
    #expect([Verdict.kept, .caught, .unseen].allSatisfy { $0.isAsDeclared })
    #expect([Verdict.broken, .escaped].allSatisfy { !$0.isAsDeclared })
  }

  @Test func leftoversAreWhatNobodyNeeds() {
    let (living, gone) = (SessionID(key: "living").digest, SessionID(key: "gone").digest)
    let leftovers = Leftovers(in: [
      .record, .session(living), .lock(living), .lock(gone), .temporary(living), .unique(1), .corrupt(living, 3),
    ])
    #expect(leftovers.lockFiles == 1)
    #expect(leftovers.temporaryFiles == 2)
  }
}
