import FileSessions
import Testing

@testable import FileSessionsComparison

/// Each kind of violation from the shortest log that shows it. Session 0 is never deleted, session 1 is.
@Suite struct CatchAuditTests {
  private let permanent = 0
  private let deletable = 1

  private func write(
    _ session: Int, tag: UInt64 = 0, mark: UInt64, retired: [UInt64] = [], version: UInt64 = 1, end: Int64 = 0
  ) -> CatchLog.Write {
    CatchLog.Write(session: session, tag: tag, mark: mark, retired: retired, version: version, end: end)
  }

  private func end(_ session: Int, tag: UInt64 = 0, _ marks: [UInt64]) -> CatchEnd {
    .holds(CatchPayload(session: session, tag: tag, marks: marks))
  }

  private func judge(_ logs: CatchLog..., ends: [CatchEnd]) -> Violations { CatchAudit.judge(logs, ends) }

  @Test func cleanLogShowsNothing() {
    var (first, second) = (CatchLog(), CatchLog())
    first.writes = [write(permanent, mark: 1, version: 2, end: 10)]
    second.writes = [write(permanent, mark: 2, retired: [1], version: 3, end: 20)]
    first.sightings = [.init(session: permanent, tag: 0, version: 3, begin: 30)]
    first.creations = [.init(session: deletable, tag: 7, end: 10), .init(session: deletable, tag: 8, end: 60)]
    second.deletions = [.init(session: deletable, begin: 40, end: 50)]
    second.sightings = [
      .init(session: deletable, tag: 7, version: 1, begin: 45),
      .init(session: deletable, tag: 8, version: 1, begin: 70),
    ]
    #expect(judge(first, second, ends: [end(permanent, [2]), end(deletable, tag: 8, [])]).isClean)
  }

  @Test func missingMarkIsLostUpdate() {
    var log = CatchLog()
    log.writes = [write(permanent, mark: 1, version: 2), write(permanent, mark: 2, version: 2)]
    #expect(judge(log, ends: [end(permanent, [2]), .absent]).lostUpdates == 1)
  }

  @Test func markThatIsThereTwiceIsLostUpdate() {
    var (first, second) = (CatchLog(), CatchLog())
    first.writes = [write(permanent, mark: 1), write(permanent, mark: 2, retired: [1])]
    second.writes = [write(permanent, mark: 3, retired: [1])]
    #expect(judge(first, second, ends: [end(permanent, [2, 3]), .absent]).lostUpdates == 1)
    #expect(judge(first, ends: [end(permanent, [1, 2]), .absent]).lostUpdates == 1)
  }

  @Test func uncertainMarkMayBeThereOrNot() {
    var log = CatchLog()
    log.writes = [write(permanent, mark: 1)]
    // An update that failed half-way: its own mark is 2, and it would have retired 1.
    log.uncertain = [2, 1]
    #expect(judge(log, ends: [end(permanent, [1]), .absent]).isClean)
    #expect(judge(log, ends: [end(permanent, [2]), .absent]).isClean)
  }

  @Test func marksOfAnEarlierIncarnationAreNotMissed() {
    var log = CatchLog()
    log.writes = [write(deletable, tag: 7, mark: 1, version: 2), write(deletable, tag: 8, mark: 2, version: 2)]
    #expect(judge(log, ends: [end(permanent, []), end(deletable, tag: 8, [2])]).isClean)
    #expect(judge(log, ends: [end(permanent, []), end(deletable, tag: 8, [])]).lostUpdates == 1)
    #expect(judge(log, ends: [end(permanent, []), .absent]).isClean)
  }

  @Test func sameVersionTwiceInAnEarlierIncarnationIsLostUpdate() {
    var (first, second) = (CatchLog(), CatchLog())
    first.writes = [write(deletable, tag: 7, mark: 1, version: 2), write(deletable, tag: 7, mark: 2, version: 3)]
    second.writes = [write(deletable, tag: 7, mark: 3, version: 3)]
    #expect(judge(first, second, ends: [end(permanent, []), .absent]).lostUpdates == 1)
  }

  @Test func permanentSessionThatIsGoneLosesEverything() {
    var log = CatchLog()
    log.writes = [write(permanent, mark: 1), write(permanent, mark: 2)]
    let gone = judge(log, ends: [.absent, .absent])
    #expect(gone.lostUpdates == 2)
    #expect(gone.missing == 1)
    let damaged = judge(log, ends: [.damaged, .absent])
    #expect(damaged.lostUpdates == 2)
    #expect(damaged.corrupt == 1)
  }

  @Test func sightingAfterDeleteIsResurrection() {
    var log = CatchLog()
    log.creations = [.init(session: deletable, tag: 7, end: 10)]
    log.deletions = [.init(session: deletable, begin: 20, end: 30)]
    // Twice, but it is one session that came back.
    log.sightings = [
      .init(session: deletable, tag: 7, version: 1, begin: 31),
      .init(session: deletable, tag: 7, version: 1, begin: 40),
    ]
    #expect(judge(log, ends: [end(permanent, []), .absent]).resurrections == 1)
  }

  @Test(arguments: [
    (creation: Int64(10), sighting: Int64(30)),  // began when the delete was not yet acknowledged
    (creation: 20, sighting: 40),  // the delete began first: it may have come before the creation
  ])
  func sightingThatOverlapsIsNoResurrection(creation: Int64, sighting: Int64) {
    var log = CatchLog()
    log.creations = [.init(session: deletable, tag: 7, end: creation)]
    log.deletions = [.init(session: deletable, begin: 20, end: 30)]
    log.sightings = [.init(session: deletable, tag: 7, version: 1, begin: sighting)]
    #expect(judge(log, ends: [end(permanent, []), .absent]).isClean)
  }

  @Test func anyOfSeveralDeletesEndsAnIncarnation() {
    var log = CatchLog()
    log.creations = [.init(session: deletable, tag: 7, end: 10)]
    // The first to be acknowledged counts, and it is not the first that began.
    log.deletions = [
      .init(session: deletable, begin: 5, end: 8), .init(session: deletable, begin: 20, end: 90),
      .init(session: deletable, begin: 30, end: 40),
    ]
    log.sightings = [.init(session: deletable, tag: 7, version: 1, begin: 50)]
    #expect(judge(log, ends: [end(permanent, []), .absent]).resurrections == 1)
  }

  @Test func olderVersionThanAcknowledgedIsStale() {
    var (writer, reader) = (CatchLog(), CatchLog())
    writer.writes = [
      write(permanent, mark: 1, version: 3, end: 20), write(permanent, mark: 2, version: 2, end: 10),
    ]
    reader.sightings = [
      .init(session: permanent, tag: 0, version: 2, begin: 20),
      .init(session: permanent, tag: 0, version: 2, begin: 21),
    ]
    #expect(judge(writer, reader, ends: [end(permanent, [1, 2]), .absent]).staleReads == 1)
  }

  @Test func whatWorkersSawIsCounted() {
    var log = CatchLog()
    log.tornReads = 3
    log.missing = 2
    log.errors.note(TestError(), in: "load")
    let violations = judge(log, ends: [end(permanent, []), .absent])
    #expect(violations.tornReads == 3)
    #expect(violations.missing == 2)
    #expect(violations.errors == 1)
  }

  private struct TestError: Error {}
}
