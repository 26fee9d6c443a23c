/// How long a session of a user goes on, by the user's record.
package struct UserSessionUse: Hashable, Sendable {
  package var lastUseTime: Timestamp
  package var idleTimeout: Duration?
  package var absoluteDeadline: Timestamp?

  package init(lastUseTime: Timestamp, idleTimeout: Duration?, absoluteDeadline: Timestamp?) {
    self.lastUseTime = lastUseTime
    self.idleTimeout = idleTimeout
    self.absoluteDeadline = absoluteDeadline
  }

  /// When nobody can be in the session any more.
  ///
  /// The record is told of a use at most once in a twentieth of the idle lifetime, and not at all where the user's record
  /// is busy: a session is given twice its idle lifetime before it is taken for over.
  package var endTime: Timestamp {
    let idle = idleTimeout.map { lastUseTime.advanced(by: $0).advanced(by: $0) } ?? .distantFuture
    return min(idle, absoluteDeadline ?? .distantFuture)
  }

  /// When the session ends if it is not used before.
  package var sessionEndTime: Timestamp {
    min(idleTimeout.map { lastUseTime.advanced(by: $0) } ?? .distantFuture, absoluteDeadline ?? .distantFuture)
  }

  /// The same with a later use: no two are alike.
  func renewed(at now: Timestamp) -> UserSessionUse {
    var renewed = self
    renewed.lastUseTime = max(now, lastUseTime.advanced(byNanoseconds: 1))
    return renewed
  }

  /// Whether the record is to be told of a use now.
  package func isDue(at now: Timestamp) -> Bool {
    guard let idleTimeout else { return false }
    return now >= lastUseTime.advanced(by: idleTimeout / 20) || now < lastUseTime
  }
}
