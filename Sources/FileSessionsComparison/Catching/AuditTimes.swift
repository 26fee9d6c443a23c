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
