/// What a session is, for somebody who does one thing after the other: the sequential specification.
struct Register: Hashable {
  enum State: Hashable {
    case absent
    case live([UInt8])
    case expired
    /// The old id answers what it held; nothing else can be done with it but to delete it.
    case rotated([UInt8])
  }

  var state: State
  /// What the new id of a rotated session holds; `nil` where there is none.
  var successor: [UInt8]?
  /// When they are over, in seconds of a clock that moves; of one that stands, never.
  var deadline = Int.max
  var successorDeadline = Int.max

  /// What the specification gives way in, to find a name for a history that it does not allow.
  enum Concession: Hashable, CaseIterable {
    /// A create succeeds although there is a session.
    case doubleCreate
    /// A change succeeds although there is no session, and makes one.
    case revival
    /// An update begins from a value that another one has taken the place of.
    case staleUpdate
    /// A write that was acknowledged is gone.
    case lostWrite
    /// A load answers a value that another one has taken the place of.
    case staleLoad
    /// A load answers a value of a session that has ended.
    case afterlife
    /// A session that is there is not found.
    case missing
    /// A sweep removes a session that lives.
    case sweptAlive
    /// A create is told of a session that is not there.
    case phantom
    /// Any call is refused, for no reason that its caller could see.
    case refusal
  }

  /// All registers that an operation may leave behind when it ends as it did; none where it cannot end so.
  /// - Parameter outcome: `nil` for an operation of which nobody knows how it ended.
  /// - Parameter part: of two saves under one lock, which.
  /// - Parameter earlier: every value that the session ever had.
  func after(
    _ operation: Operation, _ outcome: Outcome?, part: Int = 0, _ earlier: [[UInt8]],
    _ concessions: Set<Concession>
  ) -> [Register] {
    // As if it had never been; of a chain of ids a delete may have done the first.
    if outcome == .gaveUp { return operation.verb == .delete ? afterFault(operation, part: part) : [self] }
    if concessions.contains(.refusal) {
      switch outcome {
      case .notFound, .duplicate, .alreadyRotated, .conflict: return [self]
      default: break
      }
    }
    switch operation.verb {
    case .delete: return afterDelete(outcome)
    case .rotate: return afterRotate(outcome, earlier, concessions)
    case .loadNew, .updateNew: return afterUseOfSuccessor(operation, outcome, earlier, concessions)
    default:
      return statesAfter(operation, outcome, part, earlier, concessions).map {
        Register(state: $0, successor: successor)
      }
    }
  }

  /// How an operation may end that changes something.
  func successes(of verb: Operation.Verb, _ earlier: [[UInt8]]) -> [Outcome] {
    switch verb {
    case .create, .createOther, .put, .save, .saveLarge: [.stored]
    case .update, .updateOther, .updateNew, .saveIfUnchanged, .saveTwice: earlier.map { .updated(from: $0) }
    case .touch: [.touched]
    case .delete: [.deleted]
    case .rotate: [.rotated]
    case .sweep: [.swept]
    case .load, .loadOther, .loadNew: []
    }
  }

  /// What a disk may have kept of a rotation or of a delete that concern two names, one of which it has lost.
  func halves(of verb: Operation.Verb) -> [Register] {
    switch (verb, state) {
    case (.rotate, .live(let value)): [Register(state: state, successor: value)]
    case (.delete, .rotated): [Register(state: .absent, successor: successor)]
    default: []
    }
  }

  /// What an operation may leave behind that fails because one of its calls did: what was there before, or a part of it
  /// done.
  func afterFault(_ operation: Operation, part: Int) -> [Register] {
    switch (operation.verb, state) {
    case (.delete, .rotated): [self, Register(state: state)]
    case (.saveTwice, .live) where part == 0: [self, Register(state: .live(operation.payload), successor: successor)]
    default: [self]
    }
  }

  private func statesAfter(
    _ operation: Operation, _ outcome: Outcome?, _ part: Int, _ earlier: [[UInt8]], _ concessions: Set<Concession>
  ) -> [State] {
    switch operation.verb {
    case .create: return afterCreate(operation, outcome, concessions)
    case .put: return afterPut(operation, outcome, concessions)
    case .save, .saveLarge: return afterSave(operation, outcome, concessions)
    case .update, .updateOther:
      return afterChange(outcome, earlier, concessions) { $0 + [operation.mark] }
    case .saveIfUnchanged: return afterSaveIfUnchanged(operation, outcome, earlier, concessions)
    case .saveTwice where part == 0: return afterChange(outcome, earlier, concessions) { _ in operation.payload }
    case .saveTwice: return afterSecondSave(operation, outcome, concessions)
    case .touch: return afterTouch(outcome, earlier, concessions)
    case .load, .loadOther:
      // The observer's look decides what is there: it overlooks nothing.
      let isObserver = operation.client == Scenario.observer
      return afterLoad(outcome, earlier, isObserver ? concessions.subtracting([.missing]) : concessions)
    case .sweep:
      guard outcome == nil || outcome == .swept else { return [] }
      if state == .expired { return [.absent] }
      return concessions.contains(.sweptAlive) ? [state, .absent] : [state]
    case .delete, .rotate, .loadNew, .updateNew, .createOther: return []
    }
  }

  private var exists: Bool {
    switch state {
    case .live, .rotated: true
    case .absent, .expired: false
    }
  }

  private func stored(_ payload: [UInt8], _ concessions: Set<Concession>) -> [State] {
    concessions.contains(.lostWrite) ? [.live(payload), state] : [.live(payload)]
  }

  private func afterCreate(_ operation: Operation, _ outcome: Outcome?, _ concessions: Set<Concession>) -> [State] {
    switch outcome {
    case nil: return exists ? [state] : [.live(operation.payload)]
    case .stored: return exists && !concessions.contains(.doubleCreate) ? [] : stored(operation.payload, concessions)
    case .duplicate: return exists || concessions.contains(.phantom) ? [state] : []
    default: return []
    }
  }

  private func afterPut(_ operation: Operation, _ outcome: Outcome?, _ concessions: Set<Concession>) -> [State] {
    if case .rotated = state { return outcome == nil || outcome == .alreadyRotated ? [state] : [] }
    return outcome == nil || outcome == .stored ? stored(operation.payload, concessions) : []
  }

  private func afterSave(_ operation: Operation, _ outcome: Outcome?, _ concessions: Set<Concession>) -> [State] {
    switch outcome {
    case nil:
      if case .live = state { return [.live(operation.payload)] }
      return concessions.contains(.revival) ? [state, .live(operation.payload)] : [state]
    case .stored:
      if case .live = state { return stored(operation.payload, concessions) }
      return concessions.contains(.revival) ? stored(operation.payload, concessions) : []
    default: return afterRefusal(outcome, concessions)
    }
  }

  func afterRefusal(_ outcome: Outcome?, _ concessions: Set<Concession>) -> [State] {
    switch (state, outcome) {
    case (.absent, .notFound), (.expired, .notFound), (.rotated, .alreadyRotated): [state]
    case (.live, .notFound), (.rotated, .notFound): concessions.contains(.missing) ? [state] : []
    default: []
    }
  }

  /// - Parameter change: makes the new value of the old one.
  private func afterChange(
    _ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>, _ change: ([UInt8]) -> [UInt8]
  ) -> [State] {
    switch outcome {
    case nil:
      let fromEarlier = earlier.map { State.live(change($0)) }
      if case .live(let value) = state {
        return [.live(change(value))] + (concessions.contains(.staleUpdate) ? fromEarlier : [])
      }
      return [state] + (concessions.contains(.revival) ? fromEarlier : [])
    case .updated(let from):
      if case .live(let value) = state {
        let isStale = concessions.contains(.staleUpdate) && earlier.contains(from)
        return value == from || isStale ? stored(change(from), concessions) : []
      }
      return concessions.contains(.revival) && earlier.contains(from) ? stored(change(from), concessions) : []
    default: return afterRefusal(outcome, concessions)
    }
  }

  private func afterSaveIfUnchanged(
    _ operation: Operation, _ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>
  ) -> [State] {
    guard case .conflict(let from) = outcome else {
      return afterChange(outcome, earlier, concessions) { _ in operation.payload }
    }
    // No two saves write the same: a version that is no longer the current one is a value that is not.
    if case .live(let value) = state, value != from, earlier.contains(from) { return [state] }
    return []
  }

  /// Nobody but loads comes between two saves under one lock.
  private func afterSecondSave(
    _ operation: Operation, _ outcome: Outcome?, _ concessions: Set<Concession>
  ) -> [State] {
    switch outcome {
    case nil: return state == .live(operation.payload) ? [.live(operation.secondPayload)] : [state]
    case .updated:
      if case .live(let value) = state {
        let isFirst = value == operation.payload || concessions.contains(.staleUpdate)
        return isFirst ? stored(operation.secondPayload, concessions) : []
      }
      return concessions.contains(.revival) ? stored(operation.secondPayload, concessions) : []
    // Refused before the first one.
    default: return [state]
    }
  }

  private func afterTouch(_ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>) -> [State] {
    // Touching writes the payload again, and so can put an old one back.
    let ofEarlier = earlier.map { State.live($0) }
    switch (outcome, state) {
    case (.skipped, _), (.fresh, .live): return [state]
    case (.fresh, _): return concessions.contains(.revival) ? [state] : []
    case (nil, .live), (.touched, .live): return [state] + (concessions.contains(.staleUpdate) ? ofEarlier : [])
    case (nil, _): return [state] + (concessions.contains(.revival) ? ofEarlier : [])
    case (.touched, _): return concessions.contains(.revival) ? ofEarlier : []
    default: return afterRefusal(outcome, concessions)
    }
  }

  private func afterLoad(_ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>) -> [State] {
    switch (outcome, state) {
    case (nil, _): return [state]
    case (.absent, .absent), (.absent, .expired): return [state]
    case (.absent, _): return concessions.contains(.missing) ? [state] : []
    case (.loaded(let value), .live(let current)), (.loaded(let value), .rotated(let current)):
      return value == current || concessions.contains(.staleLoad) && earlier.contains(value) ? [state] : []
    case (.loaded(let value), _):
      return !concessions.isDisjoint(with: [.staleLoad, .afterlife]) && earlier.contains(value) ? [state] : []
    default: return []
    }
  }
}

// A session and the one that a rotation makes of it.

extension Register {
  /// A rotated session takes the new one with it. One that is killed may have come no further than the new one, which
  /// goes first.
  func afterDelete(_ outcome: Outcome?) -> [Register] {
    guard outcome == nil || outcome == .deleted else { return [] }
    guard case .rotated = state else { return [Register(state: .absent, successor: successor)] }
    return outcome == nil ? [Register(state: .absent), Register(state: state)] : [Register(state: .absent)]
  }

  func afterRotate(
    _ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>
  ) -> [Register] {
    let ofEarlier = earlier.map { Self.rotated($0) }
    switch (outcome, state) {
    case (nil, .live(let value)), (.rotated, .live(let value)):
      return concessions.contains(.staleUpdate) ? ofEarlier : [Self.rotated(value)]
    case (.rotated, .absent), (.rotated, .expired): return concessions.contains(.revival) ? ofEarlier : []
    case (nil, _): return [self] + (concessions.contains(.revival) ? ofEarlier : [])
    default: return afterRefusal(outcome, concessions).map { Register(state: $0, successor: successor) }
    }
  }

  private static func rotated(_ value: [UInt8]) -> Register { Register(state: .rotated(value), successor: value) }

  /// To a client that knows its id the new session is one like others, whatever becomes of the old id.
  func afterUseOfSuccessor(
    _ operation: Operation, _ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>
  ) -> [Register] {
    // It went with the old one, and is there: that is no old value.
    if successor == nil, case .loaded(let value) = outcome {
      return concessions.contains(.revival) && earlier.contains(value) ? [Register(state: state, successor: value)] : []
    }
    // Whether a client overlooked it or it is gone, it is missing to a client that was told of it.
    if successor != nil, outcome == .absent { return concessions.contains(.missing) ? [self] : [] }
    var new = operation
    new.verb = operation.verb == .loadNew ? .load : .update
    return Register(state: successor.map { .live($0) } ?? .absent).after(new, outcome, earlier, concessions).map {
      if case .live(let value) = $0.state { return Register(state: state, successor: value) }
      return Register(state: state)
    }
  }
}
