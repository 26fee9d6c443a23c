internal import FileSessions
internal import Lab

/// How often a strategy broke which promise.
struct Violations: Codable, Hashable, Sendable {
  /// A load or update met a record that is damaged, or a payload that is no single write.
  var tornReads = 0
  /// Acknowledged updates that are not there exactly once at the end.
  var lostUpdates = 0
  /// Deleted sessions that were seen again after their delete was acknowledged.
  var resurrections = 0
  /// Loads and updates that were told of a living session that it does not exist.
  var missing = 0
  /// Loads and updates that saw an older value than one that was acknowledged before they began.
  var staleReads = 0
  /// Files found damaged at the end, or set aside as damaged by then.
  var corrupt = 0
  /// Calls that failed as none should.
  var errors = 0

  static func + (left: Violations, right: Violations) -> Violations {
    var sum = Violations()
    for path in [\Violations.tornReads, \.lostUpdates, \.resurrections, \.missing, \.staleReads, \.corrupt, \.errors] {
      sum[keyPath: path] = left[keyPath: path] + right[keyPath: path]
    }
    return sum
  }

  var isClean: Bool { self == Violations() }

  private enum CodingKeys: String, CodingKey {
    case tornReads = "torn_reads"
    case lostUpdates = "lost_updates"
    case resurrections
    case missing
    case staleReads = "stale_reads"
    case corrupt
    case errors
  }

  /// Each kind that was seen, in words.
  var words: [String] {
    [
      Self.counted(tornReads, "torn read"), Self.counted(lostUpdates, "lost update"),
      Self.counted(resurrections, "resurrection"), Self.counted(missing, "missing", plural: "missing"),
      Self.counted(staleReads, "stale read"), Self.counted(corrupt, "corrupt file"), Self.counted(errors, "error"),
    ].compactMap(\.self)
  }

  static func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String? {
    guard count > 0 else { return nil }
    return "\(Grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }
}

/// What is left behind after one sweep, with nobody at work.
struct Leftovers: Codable, Hashable, Sendable {
  /// Lock files of sessions that do not exist.
  var lockFiles = 0
  var temporaryFiles = 0

  init() {}

  init(in entries: [EntryName]) {
    let present = Set(entries)
    for entry in entries {
      switch entry {
      case .lock(let digest): if !present.contains(.session(digest)) { lockFiles += 1 }
      case .temporary, .unique, .recordDraft: temporaryFiles += 1
      case .session, .corrupt, .record, .recordAside, .stripe, .ranges: break
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case lockFiles = "lock_files"
    case temporaryFiles = "temp_files"
  }

  var words: String {
    let parts = [
      Violations.counted(lockFiles, "lock file"), Violations.counted(temporaryFiles, "temp file"),
    ].compactMap(\.self)
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}
