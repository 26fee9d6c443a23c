import Lab
import Testing

@testable import FileSessionsComparison

/// Session 0 is updated, session 1 is saved to; two workers.
@Suite struct TimedAuditTests {
  private func log(acknowledged: UInt64, uncertain: UInt64 = 0) -> TimedLog {
    var log = TimedLog(sessions: 2)
    log.acknowledged[0] = acknowledged
    log.uncertain[0] = uncertain
    return log
  }

  private func judge(_ logs: [TimedLog], _ ends: [TimedEnd]) -> Violations {
    TimedAudit.judge(logs, ends) { $0 == 1 }
  }

  @Test func equalCountsAreClean() {
    let logs = [log(acknowledged: 3), log(acknowledged: 5, uncertain: 2)]
    #expect(judge(logs, [.counts([3, 5]), .counts([0, 0])]).isClean)
    #expect(judge(logs, [.counts([3, 7]), .counts([9, 9])]).isClean)
  }

  @Test func countsThatDifferAreLostUpdates() {
    let logs = [log(acknowledged: 3), log(acknowledged: 5, uncertain: 2)]
    #expect(judge(logs, [.counts([1, 5]), .counts([0, 0])]).lostUpdates == 2)
    #expect(judge(logs, [.counts([4, 8]), .counts([0, 0])]).lostUpdates == 2)
  }

  @Test func sessionThatIsGoneOrDamaged() {
    let gone = judge([log(acknowledged: 3), log(acknowledged: 5)], [.absent, .damaged])
    #expect(gone.lostUpdates == 8)
    #expect(gone.missing == 1)
    #expect(gone.corrupt == 1)
  }

  @Test func whatWorkersSawIsCounted() {
    var seen = log(acknowledged: 0)
    seen.tornReads = 2
    seen.missing = 1
    seen.errors.note(LabFailure.environment("made up"), in: "save")
    let violations = judge([seen, seen], [.counts([0, 0]), .counts([0, 0])])
    #expect(violations.tornReads == 4)
    #expect(violations.missing == 2)
    #expect(violations.errors == 2)
  }
}
