// When a session is over, where the clock may have been wrong.
//
//   1. The clock is a year ahead. A session that lives for an hour is written: its deadline lies a year from now.
//   2. The clock is set right. The deadline alone would keep the session alive for a year.
//
// So a deadline that lies further ahead than the session's own lifetime reaches is not believed: what counts then is the
// time since the last refresh. But it is not cut either, since it may be the clock of this moment that is wrong:
//
//   1. A session is used. The clock is set back by a day, and the session is touched.
//   2. The clock is set right again. By the time of that touch the session was idle for a day; by its deadline, which
//      never moves back, it lives.

extension RecordHeader {
  /// When the session is over, as far as that can be believed at `now`.
  package func deadline(at now: Timestamp) -> Timestamp {
    guard isBeyondLifetime(at: now) else { return expires }
    // A grace period is too short to wait for somebody to put it right.
    if isRotated { return now }
    // Refreshed in the future as well. The next touch or sweep notes the time, from which the lifetime counts.
    return refreshed > now ? expires : min(expires, refreshed.advanced(byNanoseconds: lifetime))
  }

  /// The header as a caller sees it: with the deadline that is believed. Not to be written.
  func believed(at now: Timestamp) -> RecordHeader {
    guard isBeyondLifetime(at: now) else { return self }
    var header = self
    header.expires = deadline(at: now)
    return header
  }

  /// Whether nobody has used the session since the clock was set back to before its last refresh.
  package func isUnanchored(at now: Timestamp) -> Bool { refreshed > now && isBeyondLifetime(at: now) }

  /// Nanoseconds: how far ahead of a refresh a deadline can lie. A rotated id has an hour more: a grace period is short, and
  /// a clock that is set back by a little must not log anybody out.
  private var lifetime: Int64 {
    if isRotated { return expires.nanosecondsSince1970 &- refreshed.nanosecondsSince1970 &+ 3_600_000_000_000 }
    if idleLifetime != 0 { return idleLifetime }
    return absoluteLifetime != 0 ? absoluteLifetime : .max
  }

  private func isBeyondLifetime(at now: Timestamp) -> Bool {
    guard expires != .distantFuture else { return false }
    let (left, overflow) = expires.nanosecondsSince1970.subtractingReportingOverflow(now.nanosecondsSince1970)
    return overflow || left > lifetime
  }
}
