/// What happened to a session, as its clients can tell: which operations began, which had returned before, and how each
/// ended.
struct History: Hashable {
  struct Entry: Hashable {
    var operation: Operation
    /// The operations (by index) that had returned when this one began, or whose clients had been killed.
    var before: UInt16
    /// `nil` while it is under way, and for ever if it was killed.
    var outcome: Outcome?
    /// Which part of it this is, where it happens in two: the parts of one operation stand one behind the other.
    var part = 0
    /// Whether one of its calls failed: then it may fail as well, and has changed nothing if it did.
    var isFaulted = false

    var hasFailedForAReason: Bool {
      if case .failed = outcome { isFaulted } else { false }
    }
  }

  var beginning: Scenario.Beginning
  var entries: [Entry]
  /// What a load at the end, after everything, answers.
  var last: Outcome?
  /// The same of the session that a rotation made, where somebody was told its id.
  var lastOfSuccessor: Outcome?
  /// How an update ended that somebody made after that load.
  var lastUse: Outcome?

  /// Whether there is an order, in which each operation that had returned before another began comes before it, and in
  /// which they end as they did if they are done one after the other (linearizability; Herlihy and Wing, 1990). An
  /// operation under way may or may not have happened; that of a killed client has happened before the kill, or never
  /// will (strict linearizability; Aguilera and Frølund, 2003).
  func isExplained(conceding concessions: Set<Register.Concession> = []) -> Bool {
    let start: Register.State =
      switch beginning {
      case .absent: .absent
      case .live: .live(Operation.initialPayload)
      case .expired: .expired
      }
    let earlier: [[UInt8]] = beginning == .absent ? [] : [Operation.initialPayload]
    return explains(Register(state: start), earlier, done: 0, concessions)
  }

  private func explains(
    _ register: Register, _ earlier: [[UInt8]], done: Int, _ concessions: Set<Register.Concession>
  ) -> Bool {
    let left = entries.indices.filter { done & 1 << $0 == 0 }
    if left.allSatisfy({ entries[$0].outcome == nil }), isLast(register, earlier, concessions) { return true }
    for index in left where mayBeNext(index, left) {
      let entry = entries[index]
      let after =
        entry.hasFailedForAReason
        ? register.afterFault(entry.operation, part: entry.part)
        : register.after(entry.operation, entry.outcome, part: entry.part, earlier, concessions)
      for register in after {
        var earlier = earlier
        // A handful: looked through faster than hashed.
        if case .live(let value) = register.state, !earlier.contains(value) { earlier.append(value) }
        if let value = register.successor, !earlier.contains(value) { earlier.append(value) }
        if explains(register, earlier, done: done | 1 << index, concessions) { return true }
      }
    }
    return false
  }

  private func isLast(
    _ register: Register, _ earlier: [[UInt8]], _ concessions: Set<Register.Concession>
  ) -> Bool {
    let looks: [(Operation.Verb, Outcome?)] = [(.load, last), (.loadNew, lastOfSuccessor)]
    let isAsFound = looks.allSatisfy { verb, found in
      guard let found else { return true }
      let look = Operation(verb: verb, client: Scenario.observer, place: 0)
      return !register.after(look, found, earlier, concessions).isEmpty
    }
    guard isAsFound, let lastUse else { return isAsFound }
    let use = Operation(verb: .update, client: Scenario.observer, place: 0)
    return !register.after(use, lastUse, earlier, concessions).isEmpty
  }

  /// Whether nobody who is left returned before this one began, and this one was not over (its client killed) before
  /// one began that is done already.
  private func mayBeNext(_ index: Int, _ left: [Int]) -> Bool {
    let isAfterAll = left.allSatisfy { other in
      entries[other].outcome == nil || entries[index].before & 1 << entries[other].operation.index == 0
    }
    let isAfterFirstPart = entries[index].part == 0 || !left.contains(index - 1)
    guard isAfterAll, isAfterFirstPart else { return false }
    guard entries[index].outcome == nil else { return true }
    let number = entries[index].operation.index
    return entries.indices.allSatisfy { left.contains($0) || entries[$0].before & 1 << number == 0 }
  }
}
