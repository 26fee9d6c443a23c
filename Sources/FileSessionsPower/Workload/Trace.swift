internal import FileSessions

/// What was done in a store, and what had been acknowledged when.
struct Trace {
  static let (open, create, save, update, touch) = ("open", "create", "save", "update", "touch")
  static let (put, delete, rotate, sweep, convert) = ("put", "delete", "rotate", "sweep", "convert")
  static let (rotateWithGrace, outgrow) = ("rotate with grace", "save that outgrows its slot")

  struct Verb {
    var name: String
    /// How long the disk's log was when it began, and when it returned.
    var begin = 0
    var end = 0
    /// Whether it makes the directory's entries durable at `data` too.
    var syncsDirectory = false
    /// Of a rotation.
    var rotation: (old: Int, new: Int)?
    /// What each session was when it had returned.
    var standings: [Standing?] = []
  }

  var sessions: [SessionID] = []
  var verbs: [Verb] = []
  /// All that was ever to be stored in a session.
  var submitted: [Set<[UInt8]>] = []
  /// When it ended.
  var now = Timestamp.distantFuture

  /// Beginnings and returns, in turns, as marks of the log.
  var events: [Int] { verbs.flatMap { [$0.begin, $0.end] } }

  /// What a session was after so many verbs. What has expired since is gone.
  func standing(_ session: Int, after count: Int) -> Standing? {
    guard count > 0, session < verbs[count - 1].standings.count else { return nil }
    return verbs[count - 1].standings[session].flatMap { $0.isOver(at: now) ? nil : $0 }
  }
}
