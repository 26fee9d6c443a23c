/// How a record follows from the one before it: pure functions of header, time and lifetime.
extension RecordHeader {
  /// A new session.
  /// - Parameter sequence: that of the record it takes the place of, if one stands there (an expired session).
  static func created(
    _ lifetime: SessionLifetime, at now: Timestamp, incarnation: UInt64,
    after sequence: UInt64 = 0
  ) -> RecordHeader {
    var header = RecordHeader()
    header.sequence = sequence + 1
    header.version = 1
    header.incarnation = incarnation
    header.created = now
    header.setLifetime(lifetime, at: now)
    return header
  }

  /// The lifetime begins anew: both deadlines count from `now`.
  mutating func setLifetime(_ lifetime: SessionLifetime, at now: Timestamp) {
    idleLifetime = lifetime.idle.map { max(1, $0.clampedNanoseconds) } ?? 0
    absoluteLifetime = lifetime.absolute.map { max(1, $0.clampedNanoseconds) } ?? 0
    absoluteDeadline = lifetime.absolute.map { now.advanced(by: $0) } ?? .distantFuture
    expires = min(idleDeadline(at: now), absoluteDeadline)
    (refreshed, began) = (now, now)
  }

  private func idleDeadline(at now: Timestamp) -> Timestamp {
    idleLifetime == 0 ? .distantFuture : now.advanced(byNanoseconds: idleLifetime)
  }

  /// The idle deadline moves on, never back: a clock that was set back must not cut a session short.
  private mutating func refresh(at now: Timestamp) {
    expires = max(expires, min(idleDeadline(at: now), absoluteDeadline))
    refreshed = now
    began = min(began, now)
  }

  /// The record of a save: a new version, refreshed.
  func saved(at now: Timestamp, lifetime: SessionLifetime?) -> RecordHeader {
    var header = overwritten()
    if let lifetime { header.setLifetime(lifetime, at: now) } else { header.refresh(at: now) }
    return header
  }

  /// The record of an upsert: a new version, which keeps its deadlines unless told otherwise.
  func overwritten(lifetime: SessionLifetime? = nil, at now: Timestamp? = nil) -> RecordHeader {
    var header = self
    header.sequence += 1
    header.version += 1
    if let lifetime, let now { header.setLifetime(lifetime, at: now) }
    return header
  }

  /// The record of a touch: the same version with a later deadline. `nil` where there is nothing to gain: the last
  /// refresh is less than `coalescing` thousandths of the idle lifetime ago, or the absolute deadline is reached.
  func touched(at now: Timestamp, coalescing: Int) -> RecordHeader? {
    var header = self
    header.sequence += 1
    header.refresh(at: now)
    if isUnanchored(at: now) { return header }
    let (later, sooner) = (header.deadline(at: now), deadline(at: now))
    guard later > sooner else { return nil }
    let (gain, overflow) = later.nanosecondsSince1970.subtractingReportingOverflow(sooner.nanosecondsSince1970)
    return overflow || gain >= idleLifetime / 1000 * Int64(coalescing) ? header : nil
  }

  /// The old id's record after a rotation: the payload of that moment, to the end of the grace period.
  func frozen(_ state: State, grace: Duration, at now: Timestamp) -> RecordHeader {
    var header = self
    header.sequence += 1
    header.state = state
    header.expires = min(deadline(at: now), now.advanced(by: grace))
    header.refreshed = now
    return header
  }

  /// The new id's first record: what the old one held, deadlines included. It counts as a use.
  func rotated(incarnation: UInt64, at now: Timestamp) -> RecordHeader {
    var header = RecordHeader()
    header.sequence = 1
    header.version = 1
    header.incarnation = incarnation
    header.created = created
    header.idleLifetime = idleLifetime
    header.absoluteLifetime = absoluteLifetime
    header.absoluteDeadline = absoluteDeadline
    header.expires = expires
    header.began = began
    header.refresh(at: now)
    return header
  }
}
