/// Operations that show one state of a session, for one question.
struct Transitions {
  /// By their ends; `latest` is the one that began last, up to this one.
  private var entries: [(end: Int64, latest: Operation)]

  init(_ operations: [Operation]) {
    entries = operations.map { ($0.ended, $0) }.sorted { $0.end < $1.end }
    for index in entries.indices.dropFirst() where entries[index - 1].latest.invoked > entries[index].latest.invoked {
      entries[index].latest = entries[index - 1].latest
    }
  }

  /// Of those that had ended when an operation began, the one that began last.
  func latest(before operation: Operation) -> Operation? {
    let count = entries.partitionPoint { $0.end >= operation.invoked }
    return count > 0 ? entries[count - 1].latest : nil
  }
}

/// Operations that can have brought a session from one state to another, for one question.
struct Causes {
  /// By their beginnings; `latestEnd` is the latest end up to this one.
  private var entries: [(begin: Int64, latestEnd: Int64)]

  init(_ operations: [Operation]) {
    entries = operations.map { ($0.invoked, $0.ended) }.sorted { $0.begin < $1.begin }
    for index in entries.indices.dropFirst() {
      entries[index].latestEnd = max(entries[index].latestEnd, entries[index - 1].latestEnd)
    }
  }

  /// Whether one of them can have taken effect after the first began and before the second ended.
  func hasOne(from first: Operation, to second: Operation) -> Bool {
    let count = entries.partitionPoint { $0.begin > second.ended }
    return count > 0 && entries[count - 1].latestEnd >= first.invoked
  }
}

extension Array {
  /// How many elements come before the first that is behind; all from that one on are.
  fileprivate func partitionPoint(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
