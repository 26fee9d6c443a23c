internal import FileSessions

/// What became of a session of the timed phase.
enum TimedEnd: Hashable, Sendable {
  case absent
  case damaged
  /// The counter of each worker.
  case counts([UInt64])
}

/// Holds what the workers were told against what is in the files at the end.
enum TimedAudit {
  /// - Parameters:
  ///   - logs: one per worker, in their order.
  ///   - ends: of each session; those that were saved to carry no counts to judge.
  static func judge(_ logs: [TimedLog], _ ends: [TimedEnd], isSaved: (Int) -> Bool) -> Violations {
    var violations = Violations()
    for log in logs {
      violations.tornReads += log.tornReads
      violations.missing += log.missing
      violations.errors += log.errors.count
    }
    for (session, end) in ends.enumerated() {
      switch end {
      case .absent: violations.missing += 1
      case .damaged: violations.corrupt += 1
      case .counts(let counts):
        guard !isSaved(session) else { continue }
        for (worker, log) in logs.enumerated() {
          violations.lostUpdates += lost(
            counts[worker], acknowledged: log.acknowledged[session], uncertain: log.uncertain[session])
        }
        continue
      }
      // Nothing is left of what was acknowledged.
      guard !isSaved(session) else { continue }
      violations.lostUpdates += logs.reduce(0) { $0 + Int($1.acknowledged[session]) }
    }
    return violations
  }

  /// A counter may lie above what was acknowledged by the uncertain updates, and nowhere else.
  private static func lost(_ count: UInt64, acknowledged: UInt64, uncertain: UInt64) -> Int {
    if count < acknowledged { return Int(acknowledged - count) }
    let most = acknowledged + uncertain
    return count > most ? Int(count - most) : 0
  }
}
