/// What one worker did and saw in the catch phase. Times are of `CLOCK_MONOTONIC`, common to all processes.
package struct CatchLog: Codable, Hashable, Sendable {
  /// An acknowledged update: a mark was appended, older ones may have been retired with it.
  package struct Write: Codable, Hashable, Sendable {
    package var session: Int
    package var tag: UInt64
    package var mark: UInt64
    package var retired: [UInt64]
    package var version: UInt64
    package var end: Int64

    package init(session: Int, tag: UInt64, mark: UInt64, retired: [UInt64] = [], version: UInt64, end: Int64) {
      self.session = session
      self.tag = tag
      self.mark = mark
      self.retired = retired
      self.version = version
      self.end = end
    }
  }

  /// A load or an update that found the session.
  package struct Sighting: Codable, Hashable, Sendable {
    package var session: Int
    package var tag: UInt64
    package var version: UInt64
    package var begin: Int64

    package init(session: Int, tag: UInt64, version: UInt64, begin: Int64) {
      self.session = session
      self.tag = tag
      self.version = version
      self.begin = begin
    }
  }

  /// An acknowledged create or put.
  package struct Creation: Codable, Hashable, Sendable {
    package var session: Int
    package var tag: UInt64
    package var end: Int64

    package init(session: Int, tag: UInt64, end: Int64) {
      self.session = session
      self.tag = tag
      self.end = end
    }
  }

  /// An acknowledged delete.
  package struct Deletion: Codable, Hashable, Sendable {
    package var session: Int
    package var begin: Int64
    package var end: Int64

    package init(session: Int, begin: Int64, end: Int64) {
      self.session = session
      self.begin = begin
      self.end = end
    }
  }

  package var writes: [Write] = []
  package var sightings: [Sighting] = []
  package var creations: [Creation] = []
  package var deletions: [Deletion] = []
  /// Marks of updates that failed after they had begun to write, and what those would have retired: they may be there
  /// or not.
  package var uncertain: [UInt64] = []
  package var tornReads = 0
  package var missing = 0
  package var sweeps = 0
  /// How often a lock was waited for.
  package var waits = 0
  package var errors = ErrorLog()

  package init() {}

  package var operations: Int {
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
