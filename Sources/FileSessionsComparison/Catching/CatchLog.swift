/// What one worker did and saw in the catch phase. Times are of `CLOCK_MONOTONIC`, common to all processes.
struct CatchLog: Codable, Hashable, Sendable {
  /// An acknowledged update: a mark was appended, older ones may have been retired with it.
  struct Write: Codable, Hashable, Sendable {
    var session: Int
    var tag: UInt64
    var mark: UInt64
    var retired: [UInt64]
    var version: UInt64
    var end: Int64

    init(session: Int, tag: UInt64, mark: UInt64, retired: [UInt64] = [], version: UInt64, end: Int64) {
      self.session = session
      self.tag = tag
      self.mark = mark
      self.retired = retired
      self.version = version
      self.end = end
    }
  }

  /// A load or an update that found the session.
  struct Sighting: Codable, Hashable, Sendable {
    var session: Int
    var tag: UInt64
    var version: UInt64
    var begin: Int64

    init(session: Int, tag: UInt64, version: UInt64, begin: Int64) {
      self.session = session
      self.tag = tag
      self.version = version
      self.begin = begin
    }
  }

  /// An acknowledged create or put.
  struct Creation: Codable, Hashable, Sendable {
    var session: Int
    var tag: UInt64
    var end: Int64

    init(session: Int, tag: UInt64, end: Int64) {
      self.session = session
      self.tag = tag
      self.end = end
    }
  }

  /// An acknowledged delete.
  struct Deletion: Codable, Hashable, Sendable {
    var session: Int
    var begin: Int64
    var end: Int64

    init(session: Int, begin: Int64, end: Int64) {
      self.session = session
      self.begin = begin
      self.end = end
    }
  }

  var writes: [Write] = []
  var sightings: [Sighting] = []
  var creations: [Creation] = []
  var deletions: [Deletion] = []
  /// Marks of updates that failed after they had begun to write, and what those would have retired: they may be there
  /// or not.
  var uncertain: [UInt64] = []
  var tornReads = 0
  var missing = 0
  var sweeps = 0
  /// How often a lock was waited for.
  var waits = 0
  var errors = ErrorLog()

  init() {}

  var operations: Int {
    writes.count + sightings.count + creations.count + deletions.count + sweeps + tornReads + missing
  }

  mutating func add(_ other: CatchLog) {
    writes += other.writes
    sightings += other.sightings
    creations += other.creations
    deletions += other.deletions
    uncertain += other.uncertain
    tornReads += other.tornReads
    missing += other.missing
    sweeps += other.sweeps
    waits += other.waits
    errors.add(other.errors)
  }
}
