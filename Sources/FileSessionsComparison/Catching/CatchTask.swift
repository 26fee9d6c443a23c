internal import FileSessions
internal import Lab

/// One thread of the catch phase: all verbs, mostly on few sessions, each noted with what the audit needs.
///
/// What goes wrong with a session is noted and never ends the thread: most strategies here are meant to fail.
struct CatchTask<System: SystemCalls> {
  struct Torn: Error {}

  let core: StoreCore<System>
  let sessions: CatchSessions
  let payload: Int
  /// Makes tags and marks unique among all workers and their tasks.
  private let origin: UInt64
  private var number: UInt64 = 0
  var dice: Dice
  var log = CatchLog()

  init(_ core: StoreCore<System>, _ assignment: WorkerAssignment, task: Int) {
    self.core = core
    sessions = CatchSessions(count: assignment.sessions)
    payload = assignment.payload
    origin = UInt64(assignment.worker + 1) << 48 | UInt64(task) << 40
    dice = Dice(seed: assignment.seed &+ UInt64(task) &* 7919)
  }

  mutating func run(until end: Int64) -> CatchLog {
    while Moment.now < end { step() }
    return log
  }

  private mutating func step() {
    if dice.below(200) == 0 { return sweep() }
    let session = HotChoice(sessions: sessions.count)(&dice)
    let roll = dice.below(100)
    if sessions.isPermanent(session) {
      switch roll {
      case 0..<40: load(session)
      case 40..<85: update(session)
      case 85..<95: saveIfUnchanged(session)
      default: touch(session)
      }
    } else {
      switch roll {
      case 0..<35: load(session)
      case 35..<50: create(session)
      case 50..<54: put(session)
      case 54..<79: update(session)
      case 79..<85: saveIfUnchanged(session)
      default: delete(session)
      }
    }
  }

  mutating func unique() -> UInt64 {
    number += 1
    return origin | number
  }

  /// Mostly small; now and then more than the file has room for.
  mutating func padding() -> Int { dice.below(16) == 0 ? dice.below(8 * payload) : dice.below(max(1, payload)) }

  /// Notes an error. What belongs to the life of sessions that come and go is none.
  mutating func note(_ error: any Error, in verb: String, on session: Int) {
    switch error {
    case is Torn: log.tornReads += 1
    case let error as SessionError where error.code == .corrupt: log.tornReads += 1
    case let error as SessionError where error.code == .notFound:
      if sessions.isPermanent(session) { log.missing += 1 }
    case let error as SessionError where error.code == .duplicate || error.code == .conflict: break
    default: log.errors.note(error, in: verb)
    }
  }
}
