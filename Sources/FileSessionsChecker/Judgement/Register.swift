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
    /// A session that is there is not found.
    case missing
    /// A sweep removes a session that lives.
    case sweptAlive
    /// A create is told of a session that is not there.
    case phantom
    /// Any call is refused, for no reason that its caller could see.
    case refusal
  }

  /// All states that an operation may leave behind when it ends as it did; none where it cannot end so.
  /// - Parameter outcome: `nil` for an operation of which nobody knows how it ended.
  /// - Parameter earlier: every value that the session ever had.
  func after(
    _ operation: Operation, _ outcome: Outcome?, _ earlier: Set<[UInt8]>, _ concessions: Set<Concession>
  ) -> [State] {
    if concessions.contains(.refusal) {
      switch outcome {
      case .notFound, .duplicate, .alreadyRotated: return [state]
      default: break
      }
    }
    switch operation.verb {
    case .create: return afterCreate(operation, outcome, concessions)
    case .put: return afterPut(operation, outcome, concessions)
    case .save, .saveLarge: return afterSave(operation, outcome, concessions)
    case .update: return afterUpdate(operation, outcome, earlier, concessions)
    case .touch: return afterTouch(outcome, earlier, concessions)
    case .delete: return outcome == nil || outcome == .deleted ? [.absent] : []
    case .load:
      // The observer's look decides what is there: it overlooks nothing.
      let isObserver = operation.client == Scenario.observer
      return afterLoad(outcome, earlier, isObserver ? concessions.subtracting([.missing]) : concessions)
    case .rotate: return afterRotate(outcome, earlier, concessions)
    case .sweep:
      guard outcome == nil || outcome == .swept else { return [] }
      if state == .expired { return [.absent] }
      return concessions.contains(.sweptAlive) ? [state, .absent] : [state]
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
      return [state]
    case .stored:
      if case .live = state { return stored(operation.payload, concessions) }
      return concessions.contains(.revival) ? stored(operation.payload, concessions) : []
    default: return afterRefusal(outcome, concessions)
    }
  }

  private func afterRefusal(_ outcome: Outcome?, _ concessions: Set<Concession>) -> [State] {
    switch (state, outcome) {
    case (.absent, .notFound), (.expired, .notFound), (.rotated, .alreadyRotated): [state]
    case (.live, .notFound), (.rotated, .notFound): concessions.contains(.missing) ? [state] : []
    default: []
    }
  }

  private func afterUpdate(
    _ operation: Operation, _ outcome: Outcome?, _ earlier: Set<[UInt8]>, _ concessions: Set<Concession>
  ) -> [State] {
    switch outcome {
    case nil:
      if case .live(let value) = state { return [.live(value + [operation.mark])] }
      return [state]
    case .updated(let from):
      let new = from + [operation.mark]
      if case .live(let value) = state {
        let isStale = concessions.contains(.staleUpdate) && earlier.contains(from)
        return value == from || isStale ? stored(new, concessions) : []
      }
      return concessions.contains(.revival) && earlier.contains(from) ? stored(new, concessions) : []
    default: return afterRefusal(outcome, concessions)
    }
  }

  private func afterTouch(_ outcome: Outcome?, _ earlier: Set<[UInt8]>, _ concessions: Set<Concession>) -> [State] {
    switch outcome {
    case nil: return [state]
    case .touched:
      if case .live = state {
        // Touching writes the payload again, and so can put an old one back.
        return concessions.contains(.staleUpdate) ? [state] + earlier.map { .live($0) } : [state]
      }
      return concessions.contains(.revival) ? earlier.map { .live($0) } : []
    default: return afterRefusal(outcome, concessions)
    }
  }

  private func afterLoad(_ outcome: Outcome?, _ earlier: Set<[UInt8]>, _ concessions: Set<Concession>) -> [State] {
    switch (outcome, state) {
    case (nil, _): return [state]
    case (.absent, .absent), (.absent, .expired): return [state]
    case (.absent, _): return concessions.contains(.missing) ? [state] : []
    case (.loaded(let value), .live(let current)), (.loaded(let value), .rotated(let current)):
      return value == current || concessions.contains(.staleLoad) && earlier.contains(value) ? [state] : []
    case (.loaded(let value), _): return concessions.contains(.staleLoad) && earlier.contains(value) ? [state] : []
    default: return []
    }
  }

  private func afterRotate(_ outcome: Outcome?, _ earlier: Set<[UInt8]>, _ concessions: Set<Concession>) -> [State] {
    switch (outcome, state) {
    case (nil, .live(let value)): return [.rotated(value)]
    case (.rotated, .live(let value)):
      return concessions.contains(.staleUpdate) ? earlier.map { .rotated($0) } : [.rotated(value)]
    case (.rotated, .absent), (.rotated, .expired):
      return concessions.contains(.revival) ? earlier.map { .rotated($0) } : []
    case (nil, _): return [state]
    default: return afterRefusal(outcome, concessions)
    }
  }
}
