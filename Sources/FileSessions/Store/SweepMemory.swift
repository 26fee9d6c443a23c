/// When a store swept last: what was not changed since needs no second look but for its age.
struct SweepMemory {
  /// By the system's clock.
  private var start: Timestamp?
  /// How far that clock is from the one that nobody sets; nanoseconds.
  private var distance: Int64 = 0

  /// A sweep begins.
  /// - Returns: since when files have to have changed to be worth a look whatever their age; `nil` for all, at the
  ///   first sweep and after the clock was set.
  mutating func begin(at now: Timestamp) -> Timestamp? {
    let distance = now.nanosecondsSince1970 &- MonotonicTime.now.nanoseconds
    // A file's time of change may be a tick of the kernel behind.
    defer { (start, self.distance) = (now.advanced(byNanoseconds: -1_000_000_000), distance) }
    let (moved, overflow) = distance.subtractingReportingOverflow(self.distance)
    return overflow || abs(moved) > 1_000_000_000 ? nil : start
  }

  /// A sweep came to an early end: the next one begins from nothing.
  mutating func forget() { start = nil }
}
