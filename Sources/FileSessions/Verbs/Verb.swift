/// A verb of the store: straight-line code over the engine's phases, begun anew after each wait.
///
/// The store's asynchronous and blocking faces and the checker run the same verbs; each answers in its own way what a verb
/// asks for (`Stop`). So what the checker explores is what ships.
///
/// 1. What was answered is not asked again: it stands in the context, and what cannot be repeated advances a stage of the
///    verb, before the caller's closure is asked for.
/// 2. Where a verb stops, the engine holds no lock but the one that stands in the verb.
/// 3. `Engine.end` is called once, on every way out: first the verb gives up what it holds, then the turn goes. The other
///    way round a thread of this process could be granted its turn and meet the lock of the one before it.
package protocol Verb<System>: ~Copyable, SendableMetatype {
  associatedtype System: SystemCalls
  /// What it answers. Copyable: an associated type that is not is refused by Swift 6.3.
  associatedtype Output
  /// Runs until it is done, or has to be given something. It returns why it stopped: a requirement with a typed throw is not
  /// specialised.
  mutating func step(_ engine: Engine<System>, _ context: inout VerbContext) -> Step<Output>
  /// Gives up what the verb itself holds.
  mutating func release()
}

extension Verb where Self: ~Copyable {
  package mutating func release() {}
}

/// How a step of a verb ended.
package enum Step<Output> {
  case done(Output)
  case stopped(Stop)
}

/// What one run of a verb goes by, whichever the verb.
///
/// 1. `turn` is `granted` from the grant to `Engine.leave`. While somebody waits for the turn it is `none`: one that is not
///    granted has left the queue by the time the wait is over.
package struct VerbContext: ~Copyable {
  package enum Turn: Hashable, Sendable {
    case none
    /// In the queue; nobody waits for it yet.
    case queued
    case granted
    /// The caller's own closure holds it, and would wait for itself.
    case ownedByCaller
  }

  package enum Device: Hashable, Sendable {
    case notAsked
    /// This step runs where it may wait for the device.
    case granted
    /// There was no thread for it in time.
    case refused
  }

  /// The session; of a rotated id that is followed, the one that it leads to.
  package var digest: SessionDigest
  package let workspace: Workspace
  package var turn = Turn.none
  package var device = Device.notAsked
  /// Of the turn that was asked for last.
  package private(set) var ticket = TurnTicket(domain: .nothing, mode: .exclusive, number: 0)
  package private(set) var start = MonotonicTime.distantPast
  var isAsked: Bool { start != .distantPast }
  /// Between two tries at a lock; of the turn that was asked for last.
  var pacing: Pacing?
  /// Whether another process is waited for.
  var waitsOutside = false
  /// Nanoseconds; for each lock of the verb.
  private let timeout: Int64
  private let waits: WaitTable?

  package init(_ digest: SessionDigest, _ workspace: Workspace, timeout: Int64 = .max) {
    self.init(digest, workspace, timeout: timeout, waits: nil)
  }

  init(_ digest: SessionDigest, _ workspace: Workspace, timeout: Int64, waits: WaitTable?) {
    (self.digest, self.workspace, self.timeout, self.waits) = (digest, workspace, timeout, waits)
  }

  var deadline: MonotonicTime { start.advanced(byNanoseconds: timeout) }

  /// The turn is about to be asked for, by a verb that waits for it.
  fileprivate mutating func ask(_ ticket: TurnTicket) {
    self.ticket = ticket
    start = .now
    pacing = Pacing(deadline: deadline, ticket, waits)
  }

  /// By a verb that does not.
  fileprivate mutating func ask(once ticket: TurnTicket) { self.ticket = ticket }

  fileprivate mutating func left() {
    turn = .none
    waits?.released(WaitTable.place(of: ticket.domain))
  }
}

// What verbs are written with.
extension Engine {
  /// The turn in this process, and then a place where the phase may run: by the device, if the store is durable.
  /// - Throws: a stop for each that is not there yet; `alreadyHeld` where the caller would wait for itself.
  func turn(_ mode: LockMode, _ context: inout VerbContext) throws(Stop) -> Turn {
    switch context.turn {
    case .granted: break
    case .ownedByCaller: throw .failed(.alreadyHeld)
    case .none, .queued:
      let ticket = system.ticket(for: domain(of: context.digest), mode)
      context.ask(ticket)
      // Without locks there is nothing to take turns for: threads of one process race as processes do.
      if ticket.domain != .nothing, system.enterTurn(ticket) == .queued {
        context.turn = .queued
        throw .turn
      }
      context.turn = .granted
    }
    if let pause = context.pacing?.courtesy(at: { .now }) { throw .pause(pause) }
    try device(.untilDeadline, &context)
    return Turn(granted: context.ticket)
  }

  /// The turn, if it is free.
  func turnIfFree(_ context: inout VerbContext) -> Turn? {
    let ticket = system.ticket(for: domain(of: context.digest), .exclusive)
    if ticket.domain != .nothing, system.enterTurn(ticket) == .queued {
      system.leaveTurn(ticket)
      return nil
    }
    context.ask(once: ticket)
    context.turn = .granted
    return Turn(granted: ticket)
  }

  /// Gives the turn back, in the middle of a verb or at its end.
  func leave(_ context: inout VerbContext) {
    guard context.turn == .granted else { return }
    if context.ticket.domain != .nothing {
      system.leaveTurn(context.ticket)
      context.left()
    } else {
      context.turn = .none
    }
  }

  /// A place where the next phase may wait for the device.
  func device(_ patience: DevicePatience, _ context: inout VerbContext) throws(Stop) {
    guard rules.durability != .none, context.device == .notAsked else { return }
    throw .device(patience)
  }

  /// The end of every run of a verb, whatever brought it about.
  package func end<V: Verb & ~Copyable>(_ verb: inout V, _ context: inout VerbContext) where V.System == System {
    verb.release()
    leave(&context)
  }
}
