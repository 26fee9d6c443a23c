internal import Lab

/// A lock that several processes want at once.
struct PeerContention: Codable, Hashable, Sendable {
  var subject: String
  var processes: Int
  var holdMicroseconds: Double
  /// Round by round.
  var grantsPerSecond: [Double] = []
  /// From asking to having, round by round.
  var p50: [Double] = []
  var p99: [Double] = []

  private enum CodingKeys: String, CodingKey {
    case subject, processes
    case holdMicroseconds = "hold_us"
    case grantsPerSecond = "grants_per_second"
    case p50 = "p50_us"
    case p99 = "p99_us"
  }
}

/// How long a writer waits for readers who hold the lock in turn, so that it is never free by itself.
struct PeerWriterWait: Codable, Hashable, Sendable {
  var subject: String
  var readers: Int
  /// The median of how long a reader held it.
  var holdMicroseconds: Double
  var grants: Int
  var p50: Double
  var max: Double

  private enum CodingKeys: String, CodingKey {
    case subject, readers, grants
    case holdMicroseconds = "hold_us"
    case p50 = "p50_us"
    case max = "max_us"
  }
}

/// The same operations in a small and in a large store.
struct PeerScale: Codable, Hashable, Sendable {
  var small: Int
  var large: Int
  /// Microseconds, pair by pair.
  var loads: [Pair] = []
  var saves: [Pair] = []
  /// Milliseconds: a sweep of the large store, and a bare scan of its directory with fstatat.
  var sweeps: [Double] = []
  var scans: [Double] = []

  struct Pair: Codable, Hashable, Sendable {
    var small: Double
    var large: Double
  }

  var loadRatio: Double { MedianInterval(of: loads.map { $0.large / $0.small }).median }
  var saveRatio: Double { MedianInterval(of: saves.map { $0.large / $0.small }).median }
  var sweepRatio: Double { MedianInterval(of: zip(sweeps, scans).map { $0 / $1 }).median }

  private enum CodingKeys: String, CodingKey {
    case small, large
    case loads = "loads_us"
    case saves = "saves_us"
    case sweeps = "sweeps_ms"
    case scans = "scans_ms"
  }
}

/// What the library keeps in memory.
struct PeerMemory: Codable, Hashable, Sendable {
  var subject: String
  /// Of sessions that were loaded once: how much the process has grown, divided by how many they are.
  var sessions: Int
  var bytesPerSession: Double
  /// Under load: seconds since its beginning, and the resident set in bytes.
  var seconds: [Double] = []
  var resident: [Double] = []

  /// From the second quarter of the load to the last one, in bytes: the first is for what warms up.
  var growth: Double? {
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
