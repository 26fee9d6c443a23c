/// What a pump does between two tries at a kernel lock that another process holds.
///
/// Linux has no file lock with a timeout, and a thread that blocks in flock(2) cannot be cancelled. So the lock is
/// tried without blocking, and between two tries:
///
/// 1. Where processes share a `WaitTable`, the waiter announces itself, tries once more (a release before the
///    announcement wakes nobody), and sleeps until a release wakes it.
/// 2. Elsewhere it sleeps in growing intervals: from 50 us, doubled, a quarter more or less by chance so that waiters
///    do not march in step, and never more than 2 ms: a try costs a microsecond.
///
/// Before a try it lets others go first for a moment: a reader a writer that waits, and a process that had the lock
/// several times in a row one that did not.
package struct Pacing {
  package enum Step: Equatable, Sendable {
    case again
    case pause(Duration)
    /// Until a release, counted from `since`, wakes the waiter.
    case sleep(since: UInt32, nanoseconds: Int64)
    case timedOut
  }

  private static var first: Int64 { 50_000 }
  private static var longest: Int64 { 2_000_000 }
  /// Nanoseconds: for how long, and in which steps, others are let go first.
  private static var fairnessStep: Int64 { 100_000 }
  private static var fairnessToWriters: Int64 { 20_000_000 }
  private static var fairnessToProcesses: Int64 { 1_000_000 }

  let deadline: MonotonicTime
  private let mode: LockMode
  private let waits: WaitTable?
  private let row: WaitTable.Row
  private var interval = first
  private var changes = 0
  private var fairnessDelay: Int64 = 0
  /// What to sleep on: set while this waiter is announced.
  private var announced: UInt32?
  private var hasWaited = false

  init(deadline: MonotonicTime, _ ticket: LocalLockRequest, _ waits: WaitTable?) {
    (self.deadline, self.waits, mode) = (deadline, waits, ticket.mode)
    row = WaitTable.row(of: ticket.domain)
  }

  /// For a domain that no other process waits for in a way that can be told.
  package init(deadline: MonotonicTime) {
    self.init(deadline: deadline, LocalLockRequest(domain: .nothing, mode: .exclusive, number: 0), nil)
  }

  /// How long to let others go first before the next try, in nanoseconds; `nil` to try now.
  mutating func fairnessDelay(at now: () -> MonotonicTime) -> Int64? {
    guard let waits else { return nil }
    let limit: Int64
    if mode == .shared, waits.writerWaits(row) {
      limit = Self.fairnessToWriters
    } else if waits.hasExceededStreak(row) {
      limit = Self.fairnessToProcesses
    } else {
      return nil
    }
    guard fairnessDelay < limit, now() < deadline else { return nil }
    fairnessDelay += Self.fairnessStep
    return Self.fairnessStep
  }

  /// - Parameter chance: draws a number, so that waiters do not march in step.
  package mutating func next(
    after reason: WaitReason, at now: MonotonicTime, by chance: (ClosedRange<Int64>) -> Int64
  ) -> Step {
    if case .changed = reason {
      // Somebody else made progress. Only if that goes on and on is it worth a pause.
      changes += 1
      if changes % 64 != 0 { return now < deadline ? .again : .timedOut }
    }
    guard now < deadline else { return .timedOut }
    if let waits, reason == .lockHeld, waits.isShared { return next(by: waits, at: now) }
    let jitter = chance(-interval / 4...interval / 4)
    let pause = min(interval + jitter, deadline.nanoseconds - now.nanoseconds)
    interval = min(interval * 2, Self.longest)
    return .pause(.nanoseconds(pause))
  }

  private mutating func next(by waits: WaitTable, at now: MonotonicTime) -> Step {
    hasWaited = true
    guard let since = announced else {
      announced = waits.announce(row, mode)
      return .again
    }
    return .sleep(since: since, nanoseconds: deadline.nanoseconds - now.nanoseconds)
  }

  /// To be called after a sleep.
  mutating func announceAgain() { announced = waits?.announce(row, mode) }

  /// To be called when the lock was granted.
  func granted() { waits?.granted(row, mode, hasWaited: hasWaited) }

  func sleep(since releases: UInt32, nanoseconds: Int64) {
    waits?.sleep(row, since: releases, atMost: nanoseconds)
  }
}
