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
