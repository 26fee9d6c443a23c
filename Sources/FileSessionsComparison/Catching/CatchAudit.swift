/// What is left of a session after the catch phase.
enum CatchEnd: Hashable, Sendable {
  case absent
  case damaged
  case holds(CatchPayload)
}

/// Holds what the workers noted against each other and against what is in the files at the end.
///
/// 1. *Conservation*: of a session's last incarnation every acknowledged mark is exactly once in the final payload
///    or among the marks that an acknowledged update retired. Of an incarnation that is gone, no two acknowledged
///    updates made the same version: one of them wrote over the other.
/// 2. *Finality*: a sighting that began after a delete was acknowledged shows no incarnation whose creation was
///    acknowledged before that delete began.
/// 3. *Freshness*: a sighting shows no older version of an incarnation than one acknowledged before it began.
///
/// Every step takes time that grows with the length of the logs and a logarithm, no search.
struct CatchAudit {
  private struct Incarnation: Hashable {
    var session: Int
    var tag: UInt64
  }

  private let logs: [CatchLog]
  private let ends: [CatchEnd]
  private let sessions: CatchSessions

  /// - Parameter ends: of each session, by its number.
  static func judge(_ logs: [CatchLog], _ ends: [CatchEnd]) -> Violations {
    let audit = CatchAudit(logs: logs, ends: ends, sessions: CatchSessions(count: ends.count))
    var violations = Violations()
    for log in logs {
      violations.tornReads += log.tornReads
      violations.missing += log.missing
      violations.errors += log.errors.count
    }
    for (session, end) in ends.enumerated() {
      if end == .damaged { violations.corrupt += 1 }
      if end == .absent, audit.sessions.isPermanent(session) { violations.missing += 1 }
    }
    violations.lostUpdates = audit.lostMarks + audit.overwrittenVersions
    violations.resurrections = audit.resurrections
    violations.staleReads = audit.staleReads
    return violations
  }

  private var lostMarks: Int {
    var occurrences: [Incarnation: [UInt64: Int]] = [:]
    for case .holds(let payload) in ends {
      for mark in payload.marks {
        occurrences[Incarnation(session: payload.session, tag: payload.tag), default: [:]][mark, default: 0] += 1
      }
    }
    for write in logs.lazy.flatMap(\.writes) {
      for mark in write.retired {
        occurrences[Incarnation(session: write.session, tag: write.tag), default: [:]][mark, default: 0] += 1
      }
    }
    let uncertain = Set(logs.lazy.flatMap(\.uncertain))
    return logs.lazy.flatMap(\.writes).count { write in
      guard isLast(write), !uncertain.contains(write.mark) else { return false }
      return occurrences[Incarnation(session: write.session, tag: write.tag)]?[write.mark] != 1
    }
  }

  private var overwrittenVersions: Int {
    var made: [Incarnation: Set<UInt64>] = [:]
    return logs.lazy.flatMap(\.writes).count { write in
      guard !isLast(write) else { return false }
      return !made[Incarnation(session: write.session, tag: write.tag), default: []].insert(write.version).inserted
    }
  }

  /// Whether an update concerns what its session holds at the end. A session that is never deleted holds everything.
  private func isLast(_ write: CatchLog.Write) -> Bool {
    if sessions.isPermanent(write.session) { return true }
    guard case .holds(let payload) = ends[write.session] else { return false }
    return payload.tag == write.tag
  }

  /// Incarnations that were seen after their end, each counted once.
  private var resurrections: Int {
    var deletions: [Int: DeletionTimes] = [:]
    for (session, group) in Dictionary(grouping: logs.lazy.flatMap(\.deletions), by: \.session) {
      deletions[session] = DeletionTimes(group)
    }
    var dead: [Incarnation: Int64] = [:]
    for creation in logs.lazy.flatMap(\.creations) {
      dead[Incarnation(session: creation.session, tag: creation.tag)] =
        deletions[creation.session]?.firstEnd(ofThoseBegunAfter: creation.end)
    }
    var seen: Set<Incarnation> = []
    for sighting in logs.lazy.flatMap(\.sightings) {
      let incarnation = Incarnation(session: sighting.session, tag: sighting.tag)
      if let end = dead[incarnation], sighting.begin > end { seen.insert(incarnation) }
    }
    return seen.count
  }

  private var staleReads: Int {
    var versions: [Incarnation: VersionTimes] = [:]
    let writes = Dictionary(grouping: logs.lazy.flatMap(\.writes)) { Incarnation(session: $0.session, tag: $0.tag) }
    for (incarnation, group) in writes { versions[incarnation] = VersionTimes(group) }
    return logs.lazy.flatMap(\.sightings).count { sighting in
      let times = versions[Incarnation(session: sighting.session, tag: sighting.tag)]
      return sighting.version < (times?.newest(before: sighting.begin) ?? 0)
    }
  }
}

/// The deletions of one session, for one question.
struct DeletionTimes {
  /// By their begin; `firstEnd` is the earliest end from this one on.
  private var entries: [(begin: Int64, firstEnd: Int64)]

  init(_ deletions: [CatchLog.Deletion]) {
    entries = deletions.map { ($0.begin, $0.end) }.sorted { $0.begin < $1.begin }
    for index in entries.indices.dropLast().reversed() {
      entries[index].firstEnd = min(entries[index].firstEnd, entries[index + 1].firstEnd)
    }
  }

  /// When the first of the deletions that began after `moment` was acknowledged.
  func firstEnd(ofThoseBegunAfter moment: Int64) -> Int64? {
    let index = entries.partitioningIndex { $0.begin > moment }
    return index < entries.count ? entries[index].firstEnd : nil
  }
}

/// The acknowledged writes of one incarnation, for one question.
struct VersionTimes {
  /// By their end; `newest` is the highest version up to this one.
  private var entries: [(end: Int64, newest: UInt64)]

  init(_ writes: [CatchLog.Write]) {
    entries = writes.map { ($0.end, $0.version) }.sorted { $0.end < $1.end }
    for index in entries.indices.dropFirst() {
      entries[index].newest = max(entries[index].newest, entries[index - 1].newest)
    }
  }

  /// The highest version that was acknowledged before `moment`.
  func newest(before moment: Int64) -> UInt64? {
    let index = entries.partitioningIndex { $0.end >= moment }
    return index > 0 ? entries[index - 1].newest : nil
  }
}

extension Array {
  /// The first index whose element, and every one behind it, satisfies `isBehind`.
  fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
