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
    /// Whether one of its calls failed: then it may fail as well, and has changed nothing if it did, unless it says that
    /// the change is there and may not last.
    var isFaulted = false
    /// Whether one of its syncs failed before the power did: of two names the disk may have kept what became of one.
    var mayBeHalf = false
    /// Where the clock stood when it began, and when it returned.
    var clocks = 0...0

    var hasLoaded: Bool { if case .loaded = outcome { true } else { false } }

    var hasFailedForAReason: Bool {
      if case .failed = outcome { isFaulted } else { false }
    }

    var isDurabilityUnknown: Bool { isFaulted && outcome?.isDurabilityUnknown == true }

    /// Whether its client was told the new id.
    var hasRotated: Bool { outcome == .rotated || operation.verb == .rotate && isDurabilityUnknown }
  }

  var beginning: Scenario.Beginning
  var entries: [Entry]
  /// What a load at the end, after everything, answers.
  var last: Outcome?
  /// The same of the session that a rotation made, where somebody was told its id.
  var lastOfSuccessor: Outcome?
  /// How an update ended that somebody made after that load.
  var lastUse: Outcome?
  /// Where the clock can stand, in seconds; and which of these it says at the end.
  var times = [0]
  var lastClock = 0

  /// Whether there is an order, in which each operation that had returned before another began comes before it, and in
  /// which they end as they did if they are done one after the other (linearizability; Herlihy and Wing, 1990). An
  /// operation under way may or may not have happened; that of a killed client has happened before the kill, or never
  /// will (strict linearizability; Aguilera and Frølund, 2003).
  func isExplained(conceding concessions: Set<Register.Concession> = []) -> Bool {
    let start: Register.State =
      switch beginning {
      case .absent: .absent
      case .live: .live(Operation.initialPayload)
      // Where the clock moves, its deadline makes it so.
      case .expired: times.count > 1 ? .live(Operation.initialPayload) : .expired
      }
    let earlier: [[UInt8]] = beginning == .absent ? [] : [Operation.initialPayload]
    var register = Register(state: start)
    if times.count > 1 { register.setDeadline(of: beginning) }
    return explains(register, earlier, done: 0, clock: 0, concessions)
  }

  private func explains(
    _ register: Register, _ earlier: [[UInt8]], done: Int, clock: Int, _ concessions: Set<Register.Concession>
  ) -> Bool {
    let left = entries.indices.filter { done & 1 << $0 == 0 }
    if left.allSatisfy({ entries[$0].outcome == nil }), isLast(register, earlier, concessions) { return true }
    for index in left where mayBeNext(index, left) {
      let clocks = entries[index].clocks
      for clock in stride(from: max(clock, clocks.lowerBound), through: clocks.upperBound, by: 1) {
        // A load may find that what it has read lives by a clock that was set back meanwhile.
        let last = entries[index].hasLoaded ? clocks.upperBound : clock
        for read in clocks.lowerBound...last
        where explains(register, earlier, done: done, next: index, clock: clock, read: read, concessions) {
          return true
        }
      }
    }
    return false
  }

  /// - Parameters:
  ///   - next: the entry that comes next,
  ///   - clock: and where the clock stands then. It only goes on.
  ///   - read: where it stood when the operation looked.
  private func explains(
    _ register: Register, _ earlier: [[UInt8]], done: Int, next: Int, clock: Int, read: Int,
    _ concessions: Set<Register.Concession>
  ) -> Bool {
    let (entry, time) = (entries[next], times[read])
    let now = register.asSeen(at: time)
    let after = Self.registers(from: now, entry, earlier, concessions)
    // It may look at the clock once more for the new deadline.
    let clocks = times.count == 1 ? 0...0 : entry.clocks.lowerBound...clock
    let states = after.flatMap { state in
      clocks.flatMap { register.becoming(state, from: now, entry, at: times[$0]) }
    }
    for state in states {
      var earlier = earlier
      // A handful: looked through faster than hashed.
      if case .live(let value) = state.state, !earlier.contains(value) { earlier.append(value) }
      if let value = state.successor, !earlier.contains(value) { earlier.append(value) }
      if explains(state, earlier, done: done | 1 << next, clock: clock, concessions) { return true }
    }
    return false
  }

  private static func registers(
    from now: Register, _ entry: Entry, _ earlier: [[UInt8]], _ concessions: Set<Register.Concession>
  ) -> [Register] {
    guard entry.hasFailedForAReason else {
      let half = entry.mayBeHalf ? now.halves(of: entry.operation.verb) : []
      return now.after(entry.operation, entry.outcome, part: entry.part, earlier, concessions) + half
    }
    let unchanged = now.afterFault(entry.operation, part: entry.part)
    guard entry.isDurabilityUnknown else { return unchanged }
    // The change is there. Of two saves it may have been the first that said so, and then the second was not tried.
    let changed = now.successes(of: entry.operation.verb, earlier).flatMap {
      now.after(entry.operation, $0, part: entry.part, earlier, concessions)
    }
    return changed + (entry.part > 0 ? unchanged : [])
  }

  private func isLast(
    _ register: Register, _ earlier: [[UInt8]], _ concessions: Set<Register.Concession>
  ) -> Bool {
    let register = register.asSeen(at: times[lastClock])
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
