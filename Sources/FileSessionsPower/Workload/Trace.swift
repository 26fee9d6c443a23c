internal import FileSessions

/// What was done in a store, and what had been acknowledged when.
struct Trace {
  struct Verb: Sendable {
    var name: String
    /// The session that it changes; `nil` where it may change any.
    var subject: Int?
    /// How long the disk's log was when it began, and when it returned.
    var begin = 0
    var end = 0
    /// Whether it makes the directory's entries durable at `data` too.
    var syncsDirectory = false
    /// Of a rotation.
    var rotation: Rotation?
  }

  struct Rotation: Sendable {
    var old: Int
    var new: Int
  }

  /// Verbs that ran at once; mostly one.
  struct Step {
    var verbs: [Verb]
    /// What each session was when all had returned.
    var standings: [Standing?]
  }

  struct Event {
    var step: Int
    var verb: Int
    var mark: Int
    var isReturn: Bool
  }

  var sessions: [SessionID] = []
  private(set) var steps: [Step] = []
  /// Beginnings and returns, in their order.
  private(set) var events: [Event] = []
  /// All that was ever to be stored in a session.
  var submitted: [Set<[UInt8]>] = []
  /// When it ended.
  var now = Timestamp.distantFuture

  mutating func append(_ step: Step) {
    let number = steps.count
    let begins = step.verbs.indices.map { Event(step: number, verb: $0, mark: step.verbs[$0].begin, isReturn: false) }
    let returns = step.verbs.indices.map { Event(step: number, verb: $0, mark: step.verbs[$0].end, isReturn: true) }
    // Of one mark the beginnings come first: more is at work then, and less is acknowledged.
    events += (begins + returns).sorted { ($0.mark, $0.isReturn ? 1 : 0) < ($1.mark, $1.isReturn ? 1 : 0) }
    steps.append(step)
  }

  func verb(_ event: Event) -> Verb { steps[event.step].verbs[event.verb] }

  /// What a session was after so many steps. What has expired since is gone.
  func standing(_ session: Int, after count: Int) -> Standing? {
    guard count > 0, session < steps[count - 1].standings.count else { return nil }
    return steps[count - 1].standings[session].flatMap { $0.isOver(at: now) ? nil : $0 }
  }
}
