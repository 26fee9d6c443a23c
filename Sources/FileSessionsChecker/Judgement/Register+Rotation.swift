// A session and the one that a rotation makes of it.

extension Register {
  /// A rotated session takes the new one with it. One that is killed may have come no further than the new one, which goes
  /// first.
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

  /// To whoever knows its id the new session is one like others, whatever becomes of the old id.
  func afterUseOfSuccessor(
    _ operation: Operation, _ outcome: Outcome?, _ earlier: [[UInt8]], _ concessions: Set<Concession>
  ) -> [Register] {
    // It went with the old one, and is there: that is no old value.
    if successor == nil, case .loaded(let value) = outcome {
      return concessions.contains(.revival) && earlier.contains(value) ? [Register(state: state, successor: value)] : []
    }
    // Whether a client overlooked it or it is gone, it is missing to whoever was told of it.
    if successor != nil, outcome == .absent { return concessions.contains(.missing) ? [self] : [] }
    var new = operation
    new.verb = operation.verb == .loadNew ? .load : .update
    return Register(state: successor.map { .live($0) } ?? .absent).after(new, outcome, earlier, concessions).map {
      if case .live(let value) = $0.state { return Register(state: state, successor: value) }
      return Register(state: state)
    }
  }
}
