internal import FileSessions
internal import Lab

/// The sessions of the timed phase. They are there from its beginning to its end; which verbs change one follows from
/// its number, since a save would wipe out the counters that updates are judged by.
struct TimedSessions: Sendable {
  let count: Int
  var hot = OperationMix.usual.hot

  func id(_ session: Int) -> SessionID { SessionID(key: "timed \(session)") }

  /// Every fourth one is saved to, the others are updated. All are loaded.
  func isSaved(_ session: Int) -> Bool { session % 4 == 3 }

  func chooseLoaded(_ dice: inout Dice) -> Int { HotChoice(sessions: count, hot: hot)(&dice) }

  func chooseUpdated(_ dice: inout Dice) -> Int {
    let session = chooseLoaded(&dice)
    return isSaved(session) ? session - 1 : session
  }

  func chooseSaved(_ dice: inout Dice) -> Int {
    let session = chooseLoaded(&dice)
    return min(session - session % 4 + 3, (count / 4) * 4 - 1)
  }
}
