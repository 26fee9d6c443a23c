/// When each chain was certainly current: from the earliest end of what made or found it to the latest beginning.
struct ChainTimes {
  struct Time {
    let session: Int
    let earliestEnd: Operation
    let latestBegin: Operation

    /// Whether that is a time at all, and not a moment somewhere between the two.
    var isCertain: Bool { earliestEnd.ended < latestBegin.invoked }
  }

  /// By their beginnings.
  private let certain: [Time]
  private let rest: [Time]

  init(_ chains: [Chain]) {
    let times = chains.compactMap { chain -> Time? in
      guard let end = chain.earliestEnd, let begin = chain.latestBegin else { return nil }
      return Time(session: chain.session, earliestEnd: end, latestBegin: begin)
    }
    certain = times.filter(\.isCertain).sorted { $0.earliestEnd.ended < $1.earliestEnd.ended }
    rest = times.filter { !$0.isCertain }
  }

  /// Chains of which neither can have been current before the other.
  var overlaps: [(Time, Time)] {
    var pairs: [(Time, Time)] = []
    var longest: Time?
    for time in certain {
      if let longest, time.earliestEnd.ended < longest.latestBegin.invoked { pairs.append((longest, time)) }
      if longest.map({ $0.latestBegin.invoked < time.latestBegin.invoked }) ?? true { longest = time }
    }
    for time in rest {
      if let around = containing(from: time.latestBegin.invoked, to: time.earliestEnd.ended) {
        pairs.append((around, time))
      }
    }
    return pairs
  }

  /// The chain that was current all the time of an operation, if there is one.
  func containing(_ operation: Operation) -> Time? { containing(from: operation.invoked, to: operation.ended) }

  private func containing(from begin: Int64, to end: Int64) -> Time? {
    var (low, high) = (0, certain.count)
    while low < high {
      let middle = (low + high) / 2
      if certain[middle].earliestEnd.ended < begin { low = middle + 1 } else { high = middle }
    }
    // Times do not overlap, or that is a finding itself.
    guard low > 0, end < certain[low - 1].latestBegin.invoked else { return nil }
    return certain[low - 1]
  }
}
