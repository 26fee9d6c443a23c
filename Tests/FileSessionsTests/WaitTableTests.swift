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

  private let ticket = TurnTicket(domain: .session(SessionID(key: "s").digest), mode: .exclusive, number: 1)

  private func pacing(_ mode: LockMode, _ table: WaitTable) -> Pacing {
    Pacing(deadline: .distantFuture, TurnTicket(domain: ticket.domain, mode: mode, number: 2), table)
  }

  @Test("A waiter announces itself, tries once more, and sleeps until a release wakes it")
  func woken() throws {
    let (waiting, holding) = (try table(), try table())
    let place = WaitTable.place(of: ticket.domain)
    var pacing = pacing(.exclusive, waiting)
    #expect(pacing.next(after: .lockHeld, at: .now, by: { .random(in: $0) }) == .again)
    guard case .sleep(let releases, _) = pacing.next(after: .lockHeld, at: .now, by: { .random(in: $0) }) else {
      Issue.record("there should be a sleep")
      return
    }
    // Released before it sleeps: it does not sleep at all.
    holding.released(place)
    waiting.sleep(place, since: releases, atMost: .max)
    #expect(waiting.announce(place, .exclusive) == releases + 1)
  }

  /// If it were not woken it would sleep for ever.
  @Test("A waiter that sleeps is woken by a release in another process's mapping")
  func wokenFromSleep() async throws {
    let (waiting, holding) = (try table(), try table())
    let place = WaitTable.place(of: ticket.domain)
    let releases = waiting.announce(place, .exclusive)
    let sleeper = Task.detached { waiting.sleep(place, since: releases, atMost: .max) }
    // Before it sleeps, in the middle of it, or after: the count has moved.
    holding.released(place)
    await sleeper.value
  }

  @Test("Where nobody waits a release moves nothing")
  func nobody() throws {
    let table = try table()
    let place = WaitTable.place(of: ticket.domain)
    let before = table.announce(place, .shared)
    // Long after: whoever waited has gone.
    let later = try self.table(at: 2000)
    later.released(place)
    later.released(place)
    #expect(later.announce(place, .shared) == before)
  }

  /// The record's file outlives the system's clock.
  @Test("A stamp of before a restart is nobody's")
  func restarted() throws {
    let place = WaitTable.place(of: ticket.domain)
    _ = try table(at: 86_400_000).announce(place, .exclusive)
    let table = try table(at: 5)
    #expect(!table.writerWaits(place))
    for _ in 0..<9 { table.granted(place, .exclusive, hasWaited: false) }
    #expect(!table.hasHadItsShare(place))
  }

  @Test("A reader lets a writer that waits go first; a writer does not")
  func writerFirst() throws {
    let (writer, reader) = (try table(), try table())
    let place = WaitTable.place(of: ticket.domain)
    var (shared, exclusive) = (pacing(.shared, reader), pacing(.exclusive, reader))
    #expect(shared.courtesy(at: { .now }) == nil)
    _ = writer.announce(place, .exclusive)
    #expect(shared.courtesy(at: { .now }) != nil)
    #expect(exclusive.courtesy(at: { .now }) == nil)
    writer.granted(place, .exclusive, hasWaited: true)
    #expect(shared.courtesy(at: { .now }) == nil)
  }

  @Test("Courtesy ends: a writer that died while it waited holds readers up for a moment only")
  func courtesyEnds() throws {
    let table = try table()
    _ = table.announce(WaitTable.place(of: ticket.domain), .exclusive)
    var (shared, steps) = (pacing(.shared, table), 0)
    while shared.courtesy(at: { .now }) != nil { steps += 1 }
    #expect((1...200).contains(steps))
  }

  @Test("A process that had the lock several times while others wait lets them go first")
  func share() throws {
    let table = try table()
    let place = WaitTable.place(of: ticket.domain)
    #expect(!table.hasHadItsShare(place))
    _ = table.announce(place, .exclusive)
    for _ in 0..<7 { table.granted(place, .exclusive, hasWaited: false) }
    #expect(!table.hasHadItsShare(place))
    table.granted(place, .exclusive, hasWaited: false)
    #expect(table.hasHadItsShare(place))
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
