// When a session is over, where the clock may have been wrong.
//
//   1. The clock is a year ahead. A session that lives for an hour is written: its deadline lies a year from now.
//   2. The clock is set right. The deadline alone would keep the session alive for a year.
//
// So a deadline that lies further ahead than the session's own lifetime reaches is not believed: what counts then is
// the time since the last refresh. But it is not cut either, since it may be the clock of this moment that is wrong:
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
    // What began in the future as well counts from the next touch or sweep, which notes the time.
    var deadline = expires
    if isIdleBeyond(at: now), refreshed <= now {
      deadline = min(deadline, refreshed.advanced(byNanoseconds: idleLifetime))
    }
    if isAbsoluteBeyond(at: now), began <= now {
      deadline = min(deadline, began.advanced(byNanoseconds: absoluteLifetime))
    }
    return deadline
  }

  /// The header as a caller sees it: with the deadline that is believed. Not to be written.
  func believed(at now: Timestamp) -> RecordHeader {
    guard isBeyondLifetime(at: now) else { return self }
    var header = self
    header.expires = deadline(at: now)
    return header
  }

  /// Whether nobody has used the session since the clock was set back to before its lifetime began.
  package func isUnanchored(at now: Timestamp) -> Bool {
    !isRotated && (isIdleBeyond(at: now) && refreshed > now || isAbsoluteBeyond(at: now) && began > now)
  }

  /// Whether a deadline lies further ahead of `now` than it could have been set.
  func isBeyondLifetime(at now: Timestamp) -> Bool {
    if isRotated { return isRotationBeyond(at: now) }
    return isIdleBeyond(at: now) || isAbsoluteBeyond(at: now)
  }

  private func isIdleBeyond(at now: Timestamp) -> Bool {
    idleLifetime != 0 && expires.isFurther(than: idleLifetime, from: now)
  }

  private func isAbsoluteBeyond(at now: Timestamp) -> Bool {
    absoluteLifetime != 0 && absoluteDeadline.isFurther(than: absoluteLifetime, from: now)
  }

  /// An hour more than the grace period: a clock that is set back by a little must not log anybody out.
  private func isRotationBeyond(at now: Timestamp) -> Bool {
    let grace = expires.nanosecondsSince1970 &- refreshed.nanosecondsSince1970
    let (longest, overflow) = grace.addingReportingOverflow(3_600_000_000_000)
    return !overflow && expires.isFurther(than: longest, from: now)
  }
}

extension Timestamp {
  fileprivate func isFurther(than distance: Int64, from now: Timestamp) -> Bool {
    let (left, overflow) = nanosecondsSince1970.subtractingReportingOverflow(now.nanosecondsSince1970)
    return overflow ? nanosecondsSince1970 > 0 : left > distance
  }
}
