// Sessions end by the clock, and each use moves the deadline on.

extension Register {
  /// As the observer makes it.
  mutating func setDeadline(of beginning: Scenario.Beginning) {
    deadline = Operation.idleSeconds - Scenario.secondsBefore(beginning)
  }

  /// What it is to somebody who looks at that time. It may come back: the clock can be set back too.
  func asSeen(at time: Int) -> Register {
    guard deadline < .max else { return self }
    var seen = self
    if deadline <= time, state != .absent { seen.state = .expired }
    if successorDeadline <= time { seen.successor = nil }
    return seen
  }

  /// What this one becomes by an operation.
  /// - Parameters:
  ///   - after: what the operation leaves,
  ///   - seen: of what it met.
  func becoming(_ after: Register, from seen: Register, _ entry: History.Entry, at time: Int) -> [Register] {
    guard deadline < .max else { return [after] }
    let later = time + Operation.idleSeconds
    var result = self
    if after.state != seen.state { result.state = after.state }
    if after.successor != seen.successor { result.successor = after.successor }
    switch entry.operation.verb {
    case .create, .put:
      if after.state != seen.state, !seen.isLive { result.deadline = later }
    case .save, .saveLarge, .update, .saveIfUnchanged, .saveTwice:
      if after.state != seen.state { result.deadline = max(deadline, later) }
    case .touch:
      guard seen.isLive else { break }
      var touched = result
      touched.deadline = max(deadline, later)
      switch entry.outcome {
      case .touched, .fresh: return [touched]
      case nil: return [result, touched]
      default: break
      }
    case .rotate:
      if after.state != seen.state {
        result.deadline = min(deadline, time + Operation.graceSeconds)
        result.successorDeadline = max(deadline, later)
      }
    // It leaves what somebody else holds.
    case .sweep: return result == self ? [self] : [self, result]
    case .delete:
      // After its grace period the old id leads to the new one until it is swept.
      guard case .rotated = state, seen.state == .expired else { break }
      var chain = result
      chain.successor = nil
      return [result, chain]
    case .updateNew:
      if after.successor != seen.successor { result.successorDeadline = max(successorDeadline, later) }
    default: break
    }
    return [result]
  }

  private var isLive: Bool { if case .live = state { true } else { false } }
}
