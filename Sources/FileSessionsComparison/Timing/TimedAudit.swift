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

/// What one worker, or one of its tasks, did and saw in the timed phase.
struct TimedLog: Codable, Sendable {
  var latencies = Latencies()
  /// Acknowledged updates, by session.
  var acknowledged: [UInt64]
  /// Updates that failed after they had begun to write: they may count or not.
  var uncertain: [UInt64]
  var tornReads = 0
  var missing = 0
  var errors = ErrorLog()

  init(sessions: Int) {
    acknowledged = [UInt64](repeating: 0, count: sessions)
    uncertain = acknowledged
  }

  mutating func add(_ other: TimedLog) {
    latencies.add(other.latencies)
    for session in acknowledged.indices {
      acknowledged[session] += other.acknowledged[session]
      uncertain[session] += other.uncertain[session]
    }
    tornReads += other.tornReads
    missing += other.missing
    errors.add(other.errors)
  }
}
