import Foundation
import Synchronization
import TestSupport
import Testing

@testable import FileSessions

/// The words by which a release wakes a waiter. Two tables on one file are two processes.
@Suite("Who waits, and who goes first")
struct WaitTableTests {
  private let directory: TemporaryDirectory
  private let descriptor: CInt

  init() throws {
    directory = try TemporaryDirectory()
    let path = directory.path + "/words"
    try Data(count: WaitTable.byteCount).write(to: URL(fileURLWithPath: path))
    descriptor = unsafe open(path, O_RDWR)
  }

  /// One whose clock stands still, and whose waiters sleep until they are woken.
  private func table(at milliseconds: UInt32 = 1000) throws -> WaitTable {
    WaitTable(
      try SharedPages(mapping: descriptor, from: 0, length: WaitTable.byteCount), longestSleep: .max,
      clock: { milliseconds })
  }

  private let ticket = LocalLockRequest(domain: .session(SessionID(key: "s").digest), mode: .exclusive, number: 1)

  private func pacing(_ mode: LockMode, _ table: WaitTable) -> Pacing {
    Pacing(deadline: .distantFuture, LocalLockRequest(domain: ticket.domain, mode: mode, number: 2), table)
  }

  @Test("A waiter announces itself, tries once more, and sleeps until a release wakes it")
  func woken() throws {
    let (waiting, holding) = (try table(), try table())
    let row = WaitTable.row(of: ticket.domain)
    var pacing = pacing(.exclusive, waiting)
    #expect(pacing.next(after: .lockHeld, at: .now, by: { .random(in: $0) }) == .again)
    guard case .sleep(let releases, _) = pacing.next(after: .lockHeld, at: .now, by: { .random(in: $0) }) else {
      Issue.record("there should be a sleep")
      return
    }
    // Released before it sleeps: it does not sleep at all.
    holding.released(row)
    waiting.sleep(row, since: releases, atMost: .max)
    #expect(waiting.announce(row, .exclusive) == releases + 1)
  }

  /// If it were not woken it would sleep for ever.
  @Test("A waiter that sleeps is woken by a release in another process's mapping")
  func wokenFromSleep() async throws {
    let (waiting, holding) = (try table(), try table())
    let row = WaitTable.row(of: ticket.domain)
    let releases = waiting.announce(row, .exclusive)
    let sleeper = Task.detached { waiting.sleep(row, since: releases, atMost: .max) }
    // Before it sleeps, in the middle of it, or after: the count has moved.
    holding.released(row)
    await sleeper.value
  }

  @Test("Where nobody waits a release moves nothing")
  func nobody() throws {
    let table = try table()
    let row = WaitTable.row(of: ticket.domain)
    let before = table.announce(row, .shared)
    // Long after: the waiter has gone.
    let later = try self.table(at: 2000)
    later.released(row)
    later.released(row)
    #expect(later.announce(row, .shared) == before)
  }

  /// The record's file outlives the system's clock.
  @Test("A stamp of before a restart is nobody's")
  func restarted() throws {
    let row = WaitTable.row(of: ticket.domain)
    _ = try table(at: 86_400_000).announce(row, .exclusive)
    let table = try table(at: 5)
    #expect(!table.writerWaits(row))
    for _ in 0..<9 { table.granted(row, .exclusive, hasWaited: false) }
    #expect(!table.hasExceededStreak(row))
  }

  @Test("A reader lets a writer that waits go first; a writer does not")
  func writerFirst() throws {
    let (writer, reader) = (try table(), try table())
    let row = WaitTable.row(of: ticket.domain)
    var (shared, exclusive) = (pacing(.shared, reader), pacing(.exclusive, reader))
    #expect(shared.fairnessDelay(at: { .now }) == nil)
    _ = writer.announce(row, .exclusive)
    #expect(shared.fairnessDelay(at: { .now }) != nil)
    #expect(exclusive.fairnessDelay(at: { .now }) == nil)
    writer.granted(row, .exclusive, hasWaited: true)
    #expect(shared.fairnessDelay(at: { .now }) == nil)
  }

  @Test("Courtesy ends: a writer that died while it waited holds readers up for a moment only")
  func fairnessDelayEnds() throws {
    let table = try table()
    _ = table.announce(WaitTable.row(of: ticket.domain), .exclusive)
    var (shared, steps) = (pacing(.shared, table), 0)
    while shared.fairnessDelay(at: { .now }) != nil { steps += 1 }
    #expect((1...200).contains(steps))
  }

  @Test("A process that had the lock several times while others wait lets them go first")
  func share() throws {
    let table = try table()
    let row = WaitTable.row(of: ticket.domain)
    #expect(!table.hasExceededStreak(row))
    _ = table.announce(row, .exclusive)
    for _ in 0..<7 { table.granted(row, .exclusive, hasWaited: false) }
    #expect(!table.hasExceededStreak(row))
    table.granted(row, .exclusive, hasWaited: false)
    #expect(table.hasExceededStreak(row))
  }

  @Test("Without shared memory the lock is tried in growing intervals")
  func intervals() {
    var pacing = Pacing(deadline: .distantFuture)
    var pauses: [Duration] = []
    for _ in 0..<12 {
      if case .pause(let pause) = pacing.next(after: .lockHeld, at: .now, by: { .random(in: $0) }) {
        pauses.append(pause)
      }
    }
    #expect(pauses.count == 12)
    #expect(pauses[0] < .microseconds(100))
    #expect(pauses.allSatisfy { $0 <= .microseconds(2500) })
    #expect(pauses[11] > .microseconds(1000))
  }
}
