/// A point in time: nanoseconds since 1970 in UTC, leap seconds not counted (`CLOCK_REALTIME`).
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since the beginning of 1970 in UTC; negative before.
  public var nanosecondsSince1970: Int64

  /// A point in time.
  /// - Parameter nanosecondsSince1970: nanoseconds since the beginning of 1970 in UTC.
  public init(nanosecondsSince1970: Int64) { self.nanosecondsSince1970 = nanosecondsSince1970 }

  /// Later than any deadline: what "never" is on disk.
  public static let distantFuture = Timestamp(nanosecondsSince1970: .max)

  public static func < (left: Self, right: Self) -> Bool { left.nanosecondsSince1970 < right.nanosecondsSince1970 }

  /// The time `duration` later, at most `distantFuture`.
  public func advanced(by duration: Duration) -> Timestamp { advanced(byNanoseconds: duration.clampedNanoseconds) }

  package func duration(to later: Timestamp) -> Duration {
    .nanoseconds(later.nanosecondsSince1970 - nanosecondsSince1970)
  }

  package func advanced(byNanoseconds nanoseconds: Int64) -> Timestamp {
    let (sum, overflow) = nanosecondsSince1970.addingReportingOverflow(nanoseconds)
    return overflow
      ? (nanoseconds > 0 ? .distantFuture : Timestamp(nanosecondsSince1970: .min)) : .init(nanosecondsSince1970: sum)
  }
}

extension Duration {
  /// The duration in nanoseconds, held to what an `Int64` can say (292 years).
  package var clampedNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds > 0 ? .max : .min }
    let (sum, overflows) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflows ? (seconds > 0 ? .max : .min) : sum
  }
}
