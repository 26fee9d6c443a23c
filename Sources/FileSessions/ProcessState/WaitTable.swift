internal import CFileSessions

/// Who waits for a lock that another process holds: words in shared memory by which a release wakes a waiter.
///
/// A hint and no more. Whether a lock is granted is the kernel's affair alone; a waiter that is not woken looks again
/// after `longestSleep`, and a process that is killed leaves a stamp behind that is soon in the past.
///
/// ```
///  0          4           8            12        16 bytes, for the lock domains that fall to it
/// ┌──────────┬───────────┬────────────┬─────────┐
/// │ releases │ waiters   │ writers    │ holder  │
/// └──────────┴───────────┴────────────┴─────────┘
/// ```
///
/// The first place is the table's own (`number`).
///
/// - *releases*: +1 at a release that somebody waits for; what waiters sleep on (futex(2)).
/// - *waiters*, *writers*: until when somebody waits, or waits to write; milliseconds of the monotonic clock. A reader
///   lets a waiting writer go first, so that readers who come one after the other cannot keep it out for ever.
/// - *holder*: which process was granted the lock last while others waited; so that one with many waiters of its own
///   gives the others a chance after a few.
final class WaitTable: Sendable {
  static let byteCount = 4096
  /// The first place is the table's own: see `number`.
  private static let entries = byteCount / 16 - 1

  /// Nanoseconds.
  static let longestSleep: Int64 = 20_000_000
  /// How many times in a row one process takes a lock that others wait for.
  private static let longestStreak: UInt32 = 8

  /// Milliseconds: a little longer than the longest sleep. A stamp that is further ahead is of another life of the
  /// system, whose clock had come further before it was started anew.
  private static let longestStamp: UInt32 = 25

  private let pages: SharedPages
  /// What this store is known by among those that share a word. No pid: in containers many have the same.
  private let ownMark = UInt32.random(in: 1...0xff_ffff)
  private let longestSleep: Int64
  private let clock: @Sendable () -> UInt32

  /// - Parameters:
  ///   - longestSleep: nanoseconds.
  ///   - clock: milliseconds of a clock that all who share the words have.
  init(
    _ pages: SharedPages, longestSleep: Int64 = WaitTable.longestSleep,
    clock: @escaping @Sendable () -> UInt32 = { WaitTable.milliseconds }
  ) {
    (self.pages, self.longestSleep, self.clock) = (pages, longestSleep, clock)
  }

  /// What the table is known by: drawn by who makes it, before anybody else can have it. A segment whose number was
  /// handed out again by the system has another.
  var number: UInt64 {
    get { pages.word(0) }
    set { pages.change(0) { _ in newValue } }
  }

  /// Whether anybody else can see who waits. Where locks are shared beyond that (a volume of several containers),
  /// nobody would wake a waiter.
  var isShared: Bool { pages.isShared }

  /// The place of a domain; of two domains that share one, each may wake the other's waiters for nothing.
  struct Row: Hashable, Sendable {
    fileprivate let index: Int
    fileprivate var releases: Int { 4 * index }
    fileprivate var waiters: Int { 4 * index + 1 }
    fileprivate var writers: Int { 4 * index + 2 }
    fileprivate var holder: Int { 4 * index + 3 }
  }

  static func row(of domain: LockDomain) -> Row {
    let number: UInt64 =
      switch domain {
      case .nothing: 0
      case .session(let digest): digest.fourth
      case .stripe(let number): UInt64(number)
      case .byte(let number): UInt64(bitPattern: number)
      }
    let row = Row(index: 1 + Int(number % UInt64(entries)))
    assert(row.index > 0 && row.holder < byteCount / 4, "the first place is the table's own")
    return row
  }

  static var milliseconds: UInt32 {
    UInt32(truncatingIfNeeded: file_sessions_monotonic_clock() / 1_000_000)
  }

  /// Whether a stamp is still to come. Stamps go round after 49 days.
  private func isAhead(_ stamp: UInt32) -> Bool { stamp != 0 && stamp &- clock() <= Self.longestStamp + 1 }

  // MARK: - Waiting

  /// Says that somebody waits, before the lock is tried once more.
  /// - Returns: what to sleep on.
  func announce(_ row: Row, _ mode: LockMode) -> UInt32 {
    let releases = pages.half(row.releases)
    // Never 0.
    let until = (clock() &+ Self.longestStamp) | 1
    pages.setHalf(row.waiters, to: until)
    if mode == .exclusive { pages.setHalf(row.writers, to: until) }
    return releases
  }

  /// Sleeps until somebody releases the lock; nanoseconds at most.
  func sleep(_ row: Row, since releases: UInt32, atMost nanoseconds: Int64) {
    pages.wait(
      on: row.releases, whileEqualTo: releases, nanoseconds: max(1, min(nanoseconds, longestSleep)))
  }

  /// Says that this process was granted the lock.
  /// - Parameter hasWaited: whether it was announced as waiting.
  func granted(_ row: Row, _ mode: LockMode, hasWaited: Bool) {
    guard pages.half(row.waiters) != 0 else { return }
    let holder = pages.half(row.holder)
    let isAgain = holder >> 8 == ownMark
    pages.setHalf(row.holder, to: ownMark << 8 | (isAgain ? min(holder & 0xff + 1, 0xff) : 1))
    guard hasWaited else { return }
    if mode == .exclusive {
      pages.setHalf(row.writers, to: 0)
    } else {
      // Readers hold it together: each that was woken wakes the next.
      wakeNext(row)
    }
  }

  // MARK: - Letting others go first

  /// Whether somebody in another process waits to write; only a reader asks.
  func writerWaits(_ row: Row) -> Bool { isAhead(pages.half(row.writers)) }

  /// Whether this process took the lock often enough while others wait. (A stamp of its own looks like one of others
  /// for a moment, and costs it a pause for nothing.)
  func hasExceededStreak(_ row: Row) -> Bool {
    guard pages.half(row.waiters) != 0 else { return false }
    let holder = pages.half(row.holder)
    return holder >> 8 == ownMark && holder & 0xff >= Self.longestStreak && isAhead(pages.half(row.waiters))
  }

  private func wakeNext(_ row: Row) {
    pages.addToHalf(row.releases)
    pages.wake(on: row.releases, count: 1)
  }

  /// Wakes a waiter, if there is one. To be called after each release.
  func released(_ row: Row) {
    let stamp = pages.half(row.waiters)
    guard stamp != 0 else { return }
    guard isAhead(stamp) else { return pages.setHalf(row.waiters, to: 0) }
    wakeNext(row)
  }
}
