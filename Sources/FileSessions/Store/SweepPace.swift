/// How fast a sweep goes through a directory.
struct SweepPace {
  /// Entries between two looks at the clock.
  private static var batch: Int { 64 }
  /// Nanoseconds.
  private static var longestPause: Int64 { 50_000_000 }

  private let rate: Int?
  private let start: MonotonicTime
  private var done = 0

  /// - Parameter rate: entries per second; `nil` for as fast as it goes.
  init(_ rate: Int?, from start: MonotonicTime) { (self.rate, self.start) = (rate, start) }

  /// How long to rest before the next entry, in nanoseconds; `nil` to go on. To be asked again after each rest.
  func next() -> Int64? {
    guard let rate, done % min(Self.batch, rate) == 0 else { return nil }
    let due = start.advanced(by: .seconds(Double(done) / Double(rate)))
    let left = due.nanoseconds - MonotonicTime.now.nanoseconds
    return left > 0 ? min(left, Self.longestPause) : nil
  }

  /// Says that an entry is looked at.
  mutating func note() { done += 1 }
}
