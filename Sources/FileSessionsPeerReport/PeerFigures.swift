#if CommandLineTool
internal import FileSessionsComparison

/// A lock that several processes want at once.
package struct PeerContention: Codable, Hashable, Sendable {
  package var subject: String
  package var processes: Int
  package var holdMicroseconds: Double
  /// Round by round.
  package var grantsPerSecond: [Double]
  /// From asking to having, round by round.
  package var p50: [Double]
  package var p99: [Double]

  package init(subject: String, processes: Int, holdMicroseconds: Double) {
    self.subject = subject
    self.processes = processes
    self.holdMicroseconds = holdMicroseconds
    (grantsPerSecond, p50, p99) = ([], [], [])
  }

  private enum CodingKeys: String, CodingKey {
    case subject, processes
    case holdMicroseconds = "hold_us"
    case grantsPerSecond = "grants_per_second"
    case p50 = "p50_us"
    case p99 = "p99_us"
  }
}

/// How long a writer waits for readers who hold the lock in turn, so that it is never free by itself.
package struct PeerWriterWait: Codable, Hashable, Sendable {
  package var subject: String
  package var readers: Int
  /// The median of how long a reader held it.
  package var holdMicroseconds: Double
  package var grants: Int
  package var p50: Double
  package var max: Double

  package init(subject: String, readers: Int, holdMicroseconds: Double, grants: Int, p50: Double, max: Double) {
    self.subject = subject
    self.readers = readers
    self.holdMicroseconds = holdMicroseconds
    self.grants = grants
    self.p50 = p50
    self.max = max
  }

  private enum CodingKeys: String, CodingKey {
    case subject, readers, grants
    case holdMicroseconds = "hold_us"
    case p50 = "p50_us"
    case max = "max_us"
  }
}

/// The same operations in a small and in a large store.
package struct PeerScale: Codable, Hashable, Sendable {
  package var small: Int
  package var large: Int
  /// Microseconds, pair by pair.
  package var loads: [Pair]
  package var saves: [Pair]
  /// Milliseconds: a sweep of the large store, and a bare scan of its directory with fstatat.
  package var sweeps: [Double]
  package var scans: [Double]

  package struct Pair: Codable, Hashable, Sendable {
    package var small: Double
    package var large: Double

    package init(small: Double, large: Double) {
      self.small = small
      self.large = large
    }
  }

  package init(small: Int, large: Int) {
    self.small = small
    self.large = large
    (loads, saves, sweeps, scans) = ([], [], [], [])
  }

  package var loadRatio: Double { MedianInterval(of: loads.map { $0.large / $0.small }).median }
  package var saveRatio: Double { MedianInterval(of: saves.map { $0.large / $0.small }).median }
  package var sweepRatio: Double { MedianInterval(of: zip(sweeps, scans).map { $0 / $1 }).median }

  private enum CodingKeys: String, CodingKey {
    case small, large
    case loads = "loads_us"
    case saves = "saves_us"
    case sweeps = "sweeps_ms"
    case scans = "scans_ms"
  }
}

/// What the library keeps in memory.
package struct PeerMemory: Codable, Hashable, Sendable {
  package var subject: String
  /// Of sessions that were loaded once: how much the process has grown, divided by how many they are.
  package var sessions: Int
  package var bytesPerSession: Double
  /// Under load: seconds since its beginning, and the resident set in bytes.
  package var seconds: [Double]
  package var resident: [Double]

  package init(subject: String, sessions: Int, bytesPerSession: Double) {
    self.subject = subject
    self.sessions = sessions
    self.bytesPerSession = bytesPerSession
    (seconds, resident) = ([], [])
  }

  /// From the second quarter of the load to the last one, in bytes: the first is for what warms up.
  package var growth: Double? {
    let quarter = resident.count / 4
    guard quarter > 0 else { return nil }
    return MedianInterval(of: Array(resident.suffix(quarter))).median
      - MedianInterval(of: Array(resident[quarter..<2 * quarter])).median
  }

  private enum CodingKeys: String, CodingKey {
    case subject, sessions, seconds
    case bytesPerSession = "bytes_per_session"
    case resident = "resident_bytes"
  }
}
#endif
