/// One call of one client: from when to when, and what came of it.
package struct Operation: Hashable, Sendable {
  package var client: Int
  package var verb: ChaosVerb
  /// Which of the shared sessions.
  package var session: Int
  /// Nanoseconds of `CLOCK_MONOTONIC`.
  package var invoked: Int64
  /// When it returned; of one whose client was killed, when that had been reaped.
  package var ended: Int64
  package var outcome: Outcome
  /// What marks the value that it writes, and it alone; of a rotation and what belongs to it, the rotation. 0 for none.
  package var token: UInt64
  package var sighting: Sighting?
  /// The text of the id that a rotation led to.
  package var newID: String?
  /// A `SessionError.Code`, where it failed.
  package var error: String?

  package init(
    client: Int, _ verb: ChaosVerb, session: Int = 0, _ interval: ClosedRange<Int64>, _ outcome: Outcome = .done,
    token: UInt64 = 0, _ sighting: Sighting? = nil
  ) {
    self.client = client
    self.verb = verb
    self.session = session
    (invoked, ended) = (interval.lowerBound, interval.upperBound)
    self.outcome = outcome
    self.token = token
    self.sighting = sighting
  }
}

/// Which value somebody found, and under which kind of id.
package struct Sighting: Hashable, Sendable {
  package var value: ChainValue
  /// Whether it is what a rotated id still answers.
  package var isRotated = false

  package init(_ value: ChainValue, isRotated: Bool = false) { (self.value, self.isRotated) = (value, isRotated) }
}
