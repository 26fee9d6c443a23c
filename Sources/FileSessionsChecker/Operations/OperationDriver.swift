internal import FileSessions

/// Runs an operation on the engine as a store's driver does: the turn, then attempt after attempt.
///
/// It stands where `StoreCore` stands: the same phases in the same order, without waiting. Left out are what only spares
/// work (the look before a touch, the age before a sweep), and forwarding.
struct OperationDriver<System: SteppedSystem> {
  let operation: Operation
  let engine: Engine<System>
  let workspace = Workspace()

  init(_ operation: Operation, _ engine: Engine<System>) {
    self.operation = operation
    self.engine = engine
  }

  var system: System { engine.system }

  func run() -> Outcome {
    var tickets = 0
    do throws(Stop) { return try run(&tickets) } catch {
      switch error {
      case .failed(let failure): return Outcome(failure)
      case .wait: return .failed(.system(.lock, error: Errno.wouldBlock))
      }
    }
  }

  private func run(_ tickets: inout Int) throws(Stop) -> Outcome {
    let payload = operation.payload
    workspace.setPayload(payload.span)
    let (engine, digest) = (engine, operation.digest)
    switch operation.verb {
    case .create, .createOther:
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.create(digest, Operation.lifetime, turn, workspace)
        return .stored
      }
    case .put:
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.put(digest, nil, initial: Operation.lifetime, turn, workspace)
        return .stored
      }
    case .save, .saveLarge:
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.save(digest, ifVersion: nil, nil, turn, workspace)
        return .stored
      }
    case .touch: return try touch(&tickets)
    case .rotate:
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.rotate(digest, to: Operation.successor, .frozen, grace: .seconds(10), turn, workspace)
        return .rotated
      }
    case .delete: return try delete(&tickets)
    case .update, .updateNew, .updateOther: return try update(&tickets)
    case .saveTwice: return try saveTwice(&tickets)
    case .saveIfUnchanged: return try saveIfUnchanged(&tickets)
    case .load, .loadNew, .loadOther: return try load(&tickets)
    case .sweep: return try sweep(&tickets)
    }
  }

  private func update(_ tickets: inout Int) throws(Stop) -> Outcome {
    let (engine, operation, digest) = (engine, operation, operation.digest)
    return try withTurn(.exclusive, digest, &tickets) { ticket throws(Stop) in
      let held = try attempt(ticket) { turn, workspace throws(Stop) -> Held<System> in
        try engine.beginLive(.change, digest, turn, workspace)
      }
      guard case .found(_, let range) = held.record else { throw .failed(.notFound) }
      let before = workspace.payload(range)
      let after = before + [operation.mark]
      workspace.setPayload(after.span)
      system.noteInside(true)
      var first: Held<System>? = held
      try attempt(ticket) { turn, workspace throws(Stop) in
        try engine.commit(first.take(), digest, nil, turn, workspace)
      }
      return .updated(from: before)
    }
  }

  /// `withLock`, whose closure saves twice.
  private func saveTwice(_ tickets: inout Int) throws(Stop) -> Outcome {
    let (engine, operation, digest) = (engine, operation, operation.digest)
    return try withTurn(.exclusive, digest, &tickets) { ticket throws(Stop) in
      var held = try attempt(ticket) { turn, workspace throws(Stop) -> Held<System> in
        try engine.beginLive(.change, digest, turn, workspace)
      }
      guard case .found(_, let range) = held.record else { throw .failed(.notFound) }
      let before = workspace.payload(range)
      system.noteInside(true)
      do throws(Stop) {
        for payload in [operation.payload, operation.secondPayload] {
          workspace.setPayload(payload.span)
          _ = try held.save(ifVersion: nil, nil, workspace)
        }
      } catch {
        held.release()
        throw error
      }
      held.release()
      return .updated(from: before)
    }
  }

  /// A load, and a save with the version that it found.
  private func saveIfUnchanged(_ tickets: inout Int) throws(Stop) -> Outcome {
    let (engine, digest) = (engine, operation.digest)
    let (before, version): ([UInt8], SessionVersion)
    switch try look(&tickets) {
    case .absent, .expired: return .notFound
    case .damaged(let damage): return .damaged(damage)
    case .live(let header, let range), .rotated(let header, let range):
      (before, version) = (workspace.payload(range), header.sessionVersion)
    }
    do throws(Stop) {
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.save(digest, ifVersion: version, nil, turn, workspace)
        return .updated(from: before)
      }
    } catch {
      if case .failed(.conflict) = error { return .conflict(from: before) }
      throw error
    }
  }

  private func load(_ tickets: inout Int) throws(Stop) -> Outcome {
    if let session = engine.recall(operation.digest) { return .loaded(session.payload) }
    return switch try look(&tickets) {
    case .absent, .expired: .absent
    case .live(_, let range), .rotated(_, let range): .loaded(workspace.payload(range))
    case .damaged(let damage): .damaged(damage)
    }
  }

  private func look(_ tickets: inout Int) throws(Stop) -> Standing {
    let (engine, digest) = (engine, operation.digest)
    if let (header, payload) = engine.glanceAtHeld(digest, workspace) { return .live(header, payload: payload) }
    switch try engine.glance(digest, workspace) {
    case .settled(let settled): return settled
    case .unsettled:
      let settled = try withTurn(engine.readerMode, digest, &tickets) { ticket throws(Stop) in
        try attempt(ticket) { turn, workspace throws(Stop) in try engine.settle(digest, turn, workspace) }
      }
      if settled.needsRepair {
        try? once(digest, &tickets) { turn, workspace throws(Stop) in try engine.repair(digest, turn, workspace) }
      }
      return settled.standing
    }
  }

  /// It waits for nobody.
  private func touch(_ tickets: inout Int) throws(Stop) -> Outcome {
    let (engine, digest) = (engine, operation.digest)
    for _ in 0..<4 {
      do throws(Stop) {
        _ = try once(digest, &tickets) { turn, workspace throws(Stop) in try engine.touch(digest, turn, workspace) }
        return .touched
      } catch {
        guard case .wait(let reason) = error, !system.isSuspended else { throw error }
        if reason == .lockHeld { break }
      }
    }
    return .skipped
  }

  private func delete(_ tickets: inout Int) throws(Stop) -> Outcome {
    var chain = DeletionChain(operation.digest)
    while let step = chain.next {
      let engine = engine
      let deletion = try phase(.exclusive, step.digest, &tickets) { turn, workspace throws(Stop) in
        try engine.delete(step.digest, successorIsGone: step.successorIsGone, turn, workspace)
      }
      if system.isSuspended { return .deleted }
      chain.advance(deletion)
    }
    return .deleted
  }
}

extension OperationDriver {
  /// A phase by itself, under the turn.
  private func phase<Output>(
    _ mode: LockMode, _ digest: SessionDigest, _ tickets: inout Int,
    _ body: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) throws(Stop) -> Output {
    try withTurn(mode, digest, &tickets) { ticket throws(Stop) in try attempt(ticket, body) }
  }

  private func withTurn<Output>(
    _ mode: LockMode, _ digest: SessionDigest, _ tickets: inout Int, _ body: (TurnTicket) throws(Stop) -> Output
  ) throws(Stop) -> Output {
    let ticket = nextTicket(mode, digest, &tickets)
    guard operation.takesTurns, ticket.domain != .nothing else { return try body(ticket) }
    if system.enterTurn(ticket) == .queued { system.awaitTurn() }
    let output: Output
    do throws(Stop) { output = try body(ticket) } catch {
      system.leaveTurn(ticket)
      throw error
    }
    system.leaveTurn(ticket)
    return output
  }

  private func attempt<Output: ~Copyable>(
    _ ticket: TurnTicket, _ body: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) throws(Stop) -> Output {
    while true {
      system.attemptBegins()
      let turn = Turn(granted: ticket)
      do throws(Stop) { return try body(turn, workspace) } catch {
        guard case .wait(let reason) = error, !system.isSuspended else { throw error }
        guard system.pause(reason, continues: workspace.isMidTruncation) else { throw error }
      }
    }
  }

  /// A phase that is given up where the turn or the lock would have to be waited for.
  func once<Output>(
    _ digest: SessionDigest, _ tickets: inout Int, _ body: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) throws(Stop) -> Output {
    let ticket = nextTicket(.exclusive, digest, &tickets)
    let takesTurn = operation.takesTurns && ticket.domain != .nothing
    if takesTurn, system.enterTurn(ticket) == .queued {
      system.leaveTurn(ticket)
      throw .wait(.lockHeld)
    }
    defer { if takesTurn { system.leaveTurn(ticket) } }
    let turn = Turn(granted: ticket)
    return try body(turn, Workspace())
  }

  private func nextTicket(_ mode: LockMode, _ digest: SessionDigest, _ tickets: inout Int) -> TurnTicket {
    tickets += 1
    return TurnTicket(domain: engine.domain(of: digest), mode: mode, number: operation.ticketNumber(tickets))
  }
}
