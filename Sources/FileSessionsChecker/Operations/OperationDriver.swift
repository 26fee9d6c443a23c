internal import FileSessions

/// A system that an operation runs on step by step.
protocol SteppedSystem: SystemCalls {
  /// A phase begins, to which a later `pause` comes back.
  func attemptBegins()
  /// A phase gave up what it held and has to wait.
  /// - Parameter continues: whether the next attempt remembers this one, as one that has cut its file does.
  /// - Returns: whether the operation goes on now.
  func pause(_ reason: WaitReason, continues: Bool) -> Bool
  /// The turn was not granted at once.
  func awaitTurn()
  /// Whether the caller's own code runs, between the load and the save of an update.
  func noteInside(_ isInside: Bool)
  /// Whether no call is answered any more, so that nothing that happens from here on counts.
  var isSuspended: Bool { get }
}

/// Runs an operation on the engine as a store's driver does: the turn, then attempt after attempt.
///
/// It stands where `StoreCore` stands: the same phases in the same order, without waiting. Left out are what only spares
/// work (the look before a touch, the age before a sweep), forwarding, `withLock` and versions.
struct OperationDriver<System: SteppedSystem> {
  let operation: Operation
  let engine: Engine<System>
  private let workspace = Workspace()

  init(_ operation: Operation, _ engine: Engine<System>) {
    self.operation = operation
    self.engine = engine
  }

  private var system: System { engine.system }

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
    let (engine, digest) = (engine, Operation.session)
    switch operation.verb {
    case .create:
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
    case .touch:
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.touch(digest, turn, workspace)
        return .touched
      }
    case .rotate:
      return try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        _ = try engine.rotate(digest, to: Operation.successor, .frozen, grace: .seconds(10), turn, workspace)
        return .rotated
      }
    case .delete: return try delete(&tickets)
    case .update: return try update(&tickets)
    case .load: return try load(&tickets)
    case .sweep: return try sweep(&tickets)
    }
  }

  private func update(_ tickets: inout Int) throws(Stop) -> Outcome {
    let (engine, operation, digest) = (engine, operation, Operation.session)
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

  private func load(_ tickets: inout Int) throws(Stop) -> Outcome {
    let (engine, digest) = (engine, Operation.session)
    let standing: Standing
    switch try engine.glance(digest, workspace) {
    case .settled(let settled): standing = settled
    case .unsettled:
      let settled = try withTurn(engine.readerMode, digest, &tickets) { ticket throws(Stop) in
        try attempt(ticket) { turn, workspace throws(Stop) in try engine.settle(digest, turn, workspace) }
      }
      if settled.needsRepair {
        try? once(digest, &tickets) { turn, workspace throws(Stop) in try engine.repair(digest, turn, workspace) }
      }
      standing = settled.standing
    }
    switch standing {
    case .absent, .expired: return .absent
    case .live(_, let range), .rotated(_, let range): return .loaded(workspace.payload(range))
    case .damaged(let damage): return .damaged(damage)
    }
  }

  private func delete(_ tickets: inout Int) throws(Stop) -> Outcome {
    var chain = DeletionChain(Operation.session)
    while let (digest, successorIsGone) = chain.next {
      let engine = engine
      let deletion = try phase(.exclusive, digest, &tickets) { turn, workspace throws(Stop) in
        try engine.delete(digest, successorIsGone: successorIsGone, turn, workspace)
      }
      if system.isSuspended { return .deleted }
      chain.advance(deletion)
    }
    return .deleted
  }

  private func sweep(_ tickets: inout Int) throws(Stop) -> Outcome {
    var entries: [EntryName] = []
    let result = system.list(engine.directory) { entry in
      if let entry { entries.append(entry) }
      return true
    }
    guard result == 0 else { throw .failed(.system(.listDirectory, error: -result)) }
    for entry in entries where !system.isSuspended { try sweep(entry, &tickets) }
    return .swept
  }

  /// As `StoreCore.sweep`: an entry that is in use is left, and a failure is only reported.
  private func sweep(_ entry: EntryName, _ tickets: inout Int) throws(Stop) {
    let engine = engine
    switch entry {
    case .session(let digest):
      guard (try? engine.isSweepCandidate(digest, workspace)) == true else { return }
      _ = try? once(digest, &tickets) { turn, workspace throws(Stop) in
        try engine.sweepSession(digest, turn, workspace)
      }
    case .lock(let digest):
      guard (try? engine.isLitter(lockOf: digest)) == true else { return }
      fallthrough
    case .temporary(let digest):
      _ = try? once(digest, &tickets) { turn, workspace throws(Stop) in
        try engine.sweepHelper(digest, turn, workspace)
      }
    case .unique, .recordDraft: _ = try? engine.sweepTemporary(entry)
    case .corrupt, .record, .stripe, .ranges: return
    }
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
  private func once<Output>(
    _ digest: SessionDigest, _ tickets: inout Int, _ body: (borrowing Turn, Workspace) throws(Stop) -> Output
  ) throws(Stop) -> Output {
    let ticket = nextTicket(.exclusive, digest, &tickets)
    let takesTurn = operation.takesTurns && ticket.domain != .nothing
    if takesTurn, system.enterTurn(ticket) == .queued {
      system.leaveTurn(ticket)
      throw .wait(.changed)
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
