/// How fast a sweep goes through a directory.
struct SweepPace {
  /// Entries between two looks at the clock.
  private static var batch: Int { 64 }

  private let rate: Int?
  private let start: MonotonicTime
  private var done = 0

  /// - Parameter rate: entries per second; `nil` for as fast as it goes.
  init(_ rate: Int?, from start: MonotonicTime) { (self.rate, self.start) = (rate, start) }

  /// To be called before each entry.
  /// - Returns: how long to rest first, in nanoseconds.
  mutating func next() -> Int64? {
    done += 1
    guard let rate, done % Self.batch == 0 else { return nil }
    let due = start.advanced(by: .seconds(Double(done) / Double(rate)))
    let left = due.nanoseconds - MonotonicTime.now.nanoseconds
    return left > 0 ? left : nil
  }
}
