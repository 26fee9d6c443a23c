internal import Lab

/// Two pieces of work, timed in turns: what disturbs a machine for longer than a leg disturbs both alike.
struct FloorPairs {
  let effort: FloorEffort

  /// Microseconds per operation, pair by pair. Which of the two goes first alternates.
  /// - Parameter step: each work is told to do a multiple of so many operations.
  func measure(
    step: Int = 1, store: (Int) throws -> Void, floor: (Int) throws -> Void
  ) rethrows -> [(store: Double, floor: Double)] {
    let count = try legLength(step) { count in
      try store(count)
      try floor(count)
    }
    return try (0..<effort.pairs).map { pair in
      if pair % 2 == 0 {
        let first = try Self.time(store, count)
        return (first, try Self.time(floor, count))
      }
      let first = try Self.time(floor, count)
      return (try Self.time(store, count), first)
    }
  }

  /// How many operations fill the time of a leg: found by doing them, which warms both up.
  private func legLength(_ step: Int, _ both: (Int) throws -> Void) rethrows -> Int {
    var count = step
    while true {
      let start = Moment.now
      try both(count)
      let taken = max(1, Moment.now - start)
      if taken >= effort.nanoseconds / 2 {
        let fitting = Double(count) * Double(2 * effort.nanoseconds) / Double(taken)
        return max(1, Int(fitting) / step) * step
      }
      count *= 2
    }
  }

  private static func time(_ work: (Int) throws -> Void, _ count: Int) rethrows -> Double {
    let start = Moment.now
    try work(count)
    return Double(Moment.now - start) / Double(count) / 1000
  }
}

/// How thoroughly floors are measured.
package struct FloorEffort: Hashable, Sendable {
  package var pairs: Int
  /// How long one leg of a pair takes.
  package var nanoseconds: Int64

  package static let full = FloorEffort(pairs: 31, nanoseconds: 10_000_000)
  /// All presets in a few seconds.
  package static let quick = FloorEffort(pairs: 21, nanoseconds: 2_000_000)
}
