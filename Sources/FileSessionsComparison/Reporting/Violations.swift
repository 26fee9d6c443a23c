internal import Lab

/// How often a strategy broke which promise.
package struct Violations: Codable, Hashable, Sendable {
  /// A load or update met a record that is damaged, or a payload that is no single write.
  package var tornReads = 0
  /// Acknowledged updates that are not there exactly once at the end.
  package var lostUpdates = 0
  /// Deleted sessions that were seen again after their delete was acknowledged.
  package var resurrections = 0
  /// Loads and updates that were told of a living session that it does not exist.
  package var missing = 0
  /// Loads and updates that saw an older value than one that was acknowledged before they began.
  package var staleReads = 0
  /// Files found damaged at the end, or set aside as damaged by then.
  package var corrupt = 0
  /// Calls that failed as none should.
  package var errors = 0

  package init() {}

  package static func + (left: Violations, right: Violations) -> Violations {
    var sum = Violations()
    for path in [\Violations.tornReads, \.lostUpdates, \.resurrections, \.missing, \.staleReads, \.corrupt, \.errors] {
      sum[keyPath: path] = left[keyPath: path] + right[keyPath: path]
    }
    return sum
  }

  package var isClean: Bool { self == Violations() }

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
  package var words: [String] {
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
