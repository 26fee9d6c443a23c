internal import Lab

/// Which verb comes next: all of them on all sessions, but sessions are to be there most of the time.
struct VerbChoice {
  private enum State { case unknown, there, absent, rotated }

  private static let usual: [(ChaosVerb, weight: Int)] = [
    (.update, 26), (.load, 20), (.lockedUpdate, 8), (.sharedLoad, 6), (.lockedLoad, 4), (.saveIfVersion, 8), (.save, 4),
    (.put, 3), (.create, 2), (.touch, 6), (.delete, 3), (.lockedDelete, 1), (.rotate, 2), (.rotateAtOnce, 1),
    (.sweep, 1),
  ]
  private static let absent: [(ChaosVerb, weight: Int)] = [
    (.create, 12), (.put, 4), (.load, 3), (.update, 2), (.save, 2),
  ]
  private static let rotated: [(ChaosVerb, weight: Int)] = [(.delete, 8), (.load, 5), (.update, 3), (.put, 2)]

  private var states: [State]

  init(sessions: Int) { states = Array(repeating: .unknown, count: sessions) }

  func next(_ dice: inout Dice) -> (ChaosVerb, session: Int) {
    let session = dice.below(states.count)
    let verbs =
      switch states[session] {
      case .absent: Self.absent
      case .rotated: Self.rotated
      case .unknown, .there: Self.usual
      }
    return (dice.weighted(verbs), session)
  }

  mutating func learn(_ outcome: Outcome, of verb: ChaosVerb, _ session: Int) {
    switch outcome {
    case .absent: states[session] = .absent
    case .rotated: states[session] = .rotated
    case .done where verb.removes: states[session] = .absent
    case .done where verb == .rotate: states[session] = .rotated
    case .done where verb == .sweep || verb == .load: break
    default: states[session] = .there
    }
  }
}
