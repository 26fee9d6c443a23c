/// Whether a session is worth taking its lock.
package enum SweepVerdict: Hashable, Sendable {
  case kept
  /// It is to be removed, or set aside.
  case over
  /// Its deadline was set by a clock that was ahead: a touch notes the time, from which its lifetime counts.
  case unanchored
}
