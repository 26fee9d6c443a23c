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
