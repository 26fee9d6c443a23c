#if Demo
/// The counts of all server processes, and the sessions that they share, or have each.
struct LoadAudit: Sendable {
  private struct Sessions {
    var ended: Set<Int>
    var counts: [Int?]
  }

  private let acknowledged: Int
  private let mixedUp: Int
  /// One for all processes, or one for each.
  private let sessions: [Sessions]

  init(_ counts: [LoadCount], isShared: Bool) {
    acknowledged = counts.reduce(0) { $0 + $1.tally.acknowledged }
    mixedUp = counts.reduce(0) { $0 + $1.tally.mixedUp }
    guard isShared else {
      sessions = counts.map { Sessions(ended: $0.tally.ended, counts: $0.counts) }
      return
    }
    let ended = counts.reduce(into: Set<Int>()) { $0.formUnion($1.tally.ended) }
    sessions = counts.prefix(1).map { Sessions(ended: ended, counts: $0.counts) }
  }

  private var sum: Int { sessions.reduce(0) { $0 + $1.counts.reduce(0) { $0 + ($1 ?? 0) } } }

  /// What went wrong since an earlier audit. With logouts the changes of the sessions that ended cannot be counted.
  func faults(since earlier: LoadAudit, withLogouts: Bool) -> LoadFaults {
    var faults = LoadFaults()
    faults.mixedUp = mixedUp - earlier.mixedUp
    for owner in sessions {
      for (number, count) in owner.counts.enumerated() {
        let hasEnded = owner.ended.contains(number)
        if hasEnded, count != nil { faults.revived += 1 }
        if !hasEnded, count == nil { faults.dropped += 1 }
      }
    }
    if !withLogouts { faults.lost = max(0, (acknowledged - earlier.acknowledged) - (sum - earlier.sum)) }
    return faults
  }
}
#endif
