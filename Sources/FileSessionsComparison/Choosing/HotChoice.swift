internal import Lab

/// Which session an operation goes to: every worker prefers the same few.
///
/// Usually a third of the operations meets on four sessions; of the others 70 % go to a fifth of all, the rest to any.
/// That is what a browser with many parallel requests does to one session, and where strategies that do not exclude
/// each other lose data.
struct HotChoice: Sendable {
  let sessions: Int
  /// The share of the operations that goes to the hot sessions.
  var hot = OperationMix.usual.hot

  func callAsFunction(_ dice: inout Dice) -> Int {
    if dice.fraction() < hot { return dice.below(Self.hotCount(of: sessions)) }
    return dice.below(10) < 7 ? dice.below(max(1, sessions / 5)) : dice.below(sessions)
  }

  static func hotCount(of sessions: Int) -> Int { min(4, sessions) }
}
