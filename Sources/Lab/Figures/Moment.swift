internal import CFileSessions

/// Points in time as nanoseconds of `CLOCK_MONOTONIC`, which all processes of a host share: what one process notes
/// can be compared with what another one notes.
package enum Moment {
  /// How long before its time a thread stops sleeping: it wakes up late, and never early.
  private static var margin: Int64 { 150_000 }

  package static var now: Int64 { file_sessions_monotonic_clock() }

  package static func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }

  /// How long something takes, in nanoseconds.
  package static func time(_ work: () throws -> Void) rethrows -> Int64 {
    let start = now
    try work()
    return now - start
  }

  package static func wait(until moment: Int64) {
    let left = moment - now - margin
    if left > 0 { file_sessions_sleep(left) }
    while now < moment {}
  }
}
