internal import CFileSessions

/// A point on `CLOCK_MONOTONIC`: for deadlines of waits, which a change of the wall clock must not move.
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package let nanoseconds: Int64

  package static var now: MonotonicTime { MonotonicTime(nanoseconds: file_sessions_monotonic_clock()) }
  package static let distantFuture = MonotonicTime(nanoseconds: .max)
  package static let distantPast = MonotonicTime(nanoseconds: .min)

  package func advanced(by duration: Duration) -> MonotonicTime {
    advanced(byNanoseconds: duration.clampedNanoseconds)
  }

  package func advanced(byNanoseconds distance: Int64) -> MonotonicTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(distance)
    return overflow ? (distance > 0 ? .distantFuture : .distantPast) : MonotonicTime(nanoseconds: sum)
  }

  package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  /// How long from `start` to here.
  package func since(_ start: MonotonicTime) -> Duration { .nanoseconds(nanoseconds - start.nanoseconds) }
}
