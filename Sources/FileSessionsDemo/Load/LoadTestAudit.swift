internal import Synchronization

/// The counts of all server processes, and the sessions that they share, or have each.
struct LoadTestAudit: Sendable {
  private struct Sessions {
    var acknowledged: [Int: Int]
    var ended: Set<Int>
    var counts: [Int?]
  }

  private let mixedUp: Int
  private let absent: Int
  /// One for all processes, or one for each.
  private let sessions: [Sessions]

  init(_ counts: [LoadTestCount], isShared: Bool) {
    mixedUp = counts.reduce(0) { $0 + $1.tally.mixedUp }
    absent = counts.reduce(0) { $0 + $1.tally.absent }
    guard isShared else {
      sessions = counts.map {
        Sessions(acknowledged: $0.tally.acknowledged, ended: $0.tally.ended, counts: $0.counts)
      }
      return
    }
    var all = Sessions(acknowledged: [:], ended: [], counts: counts.first?.counts ?? [])
    for count in counts {
      all.acknowledged.merge(count.tally.acknowledged, uniquingKeysWith: +)
      all.ended.formUnion(count.tally.ended)
    }
    sessions = [all]
  }

  /// What went wrong since an earlier audit.
  ///
  /// With logouts a request that finds no session may be right, and what was changed in a session that has ended cannot
  /// be counted.
  func faults(since earlier: LoadTestAudit, withLogouts: Bool) -> LoadTestFaults {
    var faults = LoadTestFaults()
    faults.mixedUp = mixedUp - earlier.mixedUp
    if !withLogouts { faults.notFound = absent - earlier.absent }
    for (owner, before) in zip(sessions, earlier.sessions) {
      for (number, count) in owner.counts.enumerated() {
        let hasEnded = owner.ended.contains(number)
        if hasEnded, count != nil { faults.revived += 1 }
        if !hasEnded, count == nil { faults.dropped += 1 }
        guard let count, !hasEnded else { continue }
        let promised = owner.acknowledged[number, default: 0] - before.acknowledged[number, default: 0]
        // One that was answered with an error may be there all the same: more than was promised is no fault.
        faults.lost += max(0, promised - (count - (before.counts[number] ?? 0)))
      }
    }
    return faults
  }
}

/// What one server process answered, subject by subject.
final class LoadTestTally: Sendable {
  struct Counts: Codable, Sendable {
    /// Changes that were answered with 200, session by session.
    var acknowledged: [Int: Int] = [:]
    /// Requests whose session was not there.
    var absent = 0
    /// Requests that got the session of somebody else.
    var mixedUp = 0
    /// Whose logout was answered with 200.
    var ended: Set<Int> = []
  }

  private let counts = Mutex(Counts())
  private let running = Atomic<Int>(0)

  func count(_ change: (inout Counts) -> Void) { counts.withLock { change(&$0) } }
  var now: Counts { counts.withLock { $0 } }
  /// Requests that have begun and not ended.
  var inFlight: Int { running.load(ordering: .acquiring) }
  func begin() { running.add(1, ordering: .acquiringAndReleasing) }
  func end() { running.subtract(1, ordering: .acquiringAndReleasing) }

  func reset() { counts.withLock { $0 = Counts() } }
}

/// What a server process answered and what its sessions hold.
struct LoadTestCount: Codable, Sendable {
  var tally: LoadTestTally.Counts
  /// `nil` for a session that is not there.
  var counts: [Int?]
}
