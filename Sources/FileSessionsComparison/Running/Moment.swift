#if CommandLineTool
internal import CFileSessions

/// Points in time as nanoseconds of `CLOCK_MONOTONIC`, which all processes of a host share: what one process notes
/// can be compared with what another one notes.
package enum Moment {
  package static var now: Int64 { file_sessions_monotonic_clock() }

  package static func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
}
#endif
