internal import FileSessions

/// Runs an operation's verb, and answers what its caller sees.
struct OperationRun<System: SteppedSystem> {
  private let operation: Operation
  private let pump: SteppedPump<System>

  init(_ operation: Operation, _ engine: Engine<System>) {
    self.operation = operation
    pump = SteppedPump(engine: engine)
  }

  private var engine: Engine<System> { pump.engine }
  private var digest: SessionDigest { operation.digest }

  func outcome() -> Outcome {
    let payload = operation.payload
    pump.workspace.setPayload(payload.span)
    do throws(SteppedPump<System>.Interruption) { return try run() } catch {
      switch error {
      case .failed(let failure): return Outcome(failure)
      case .gaveUp: return .gaveUp
      case .suspended: return .failed(.system(.lock, error: Errno.wouldBlock))
      }
    }
  }

  private func run() throws(SteppedPump<System>.Interruption) -> Outcome {
    switch operation.verb {
    case .create, .createOther: try write(.create(Operation.lifetime))
    case .put: try write(.put(nil, initial: Operation.lifetime))
    case .save, .saveLarge: try write(.save(ifVersion: nil, nil))
    case .saveIfUnchanged: try saveIfUnchanged()
    case .touch: try touch()
    case .rotate: try rotate()
    case .delete: try delete()
    case .update, .updateNew, .updateOther: try update()
    case .saveTwice: try saveTwice()
    case .load, .loadNew, .loadOther: try load()
    case .sweep: try sweep()
    }
  }

  private func touch() throws(SteppedPump<System>.Interruption) -> Outcome {
    switch try pump.run(TouchVerb(), digest) {
    case .skipped: .skipped
    case .fresh: .fresh
    case .touched: .touched
    }
  }

  private func write(_ change: WriteVerb<System>.Change) throws(SteppedPump<System>.Interruption) -> Outcome {
    _ = try pump.run(WriteVerb(change), digest)
    return .stored
  }

  private func rotate() throws(SteppedPump<System>.Interruption) -> Outcome {
    try pump.run(RotateVerb(to: Operation.successor, grace: .seconds(Operation.graceSeconds), .frozen), digest)
    return .rotated
  }

  private func delete() throws(SteppedPump<System>.Interruption) -> Outcome {
    _ = try pump.run(DeleteVerb(digest), digest)
    return .deleted
  }

  private func update() throws(SteppedPump<System>.Interruption) -> Outcome {
    var before: [UInt8] = []
    try pump.run(ChangeVerb(), digest) { verb, context in
      before = context.workspace.payload(verb.found.payload)
      let after = before + [operation.mark]
      context.workspace.setPayload(after.span)
      engine.system.noteInside(true)
    }
    return .updated(from: before)
  }

  /// `withLock`, whose closure saves twice.
  private func saveTwice() throws(SteppedPump<System>.Interruption) -> Outcome {
    var before: [UInt8] = []
    var failure: Failure?
    try pump.run(ChangeVerb(), digest) { verb, context in
      before = context.workspace.payload(verb.found.payload)
      engine.system.noteInside(true)
      verb.abandon()
      do throws(Failure) {
        for payload in [operation.payload, operation.secondPayload] {
          context.workspace.setPayload(payload.span)
          _ = try verb.held?.changeInClosure { held throws(PhaseExit) in
            try held.save(ifVersion: nil, nil, context.workspace)
          }
        }
      } catch { failure = error }
    }
    if let failure { throw .failed(failure) }
    return .updated(from: before)
  }

  /// A load, and a save with the version that it found.
  private func saveIfUnchanged() throws(SteppedPump<System>.Interruption) -> Outcome {
    guard case .here(let header, let range) = try pump.run(LoadVerb(), digest) else { return .notFound }
    let before = pump.workspace.payload(range)
    do throws(SteppedPump<System>.Interruption) {
      _ = try write(.save(ifVersion: header.sessionVersion, nil))
      return .updated(from: before)
    } catch {
      if case .failed(.conflict) = error { return .conflict(from: before) }
      throw error
    }
  }

  private func load() throws(SteppedPump<System>.Interruption) -> Outcome {
    if let session = engine.readCache(digest) { return .loaded(session.payload) }
    return switch try pump.run(LoadVerb(), digest) {
    case .absent: .absent
    case .here(_, let range): .loaded(pump.workspace.payload(range))
    }
  }

  /// First looks, then acts, as the store does. An entry that fails is only reported.
  private func sweep() throws(SteppedPump<System>.Interruption) -> Outcome {
    let (system, engine) = (engine.system, engine)
    var candidates: [SweepVerb<System>.Candidate] = []
    let result = system.list(engine.directory) { entry in
      guard let entry else { return true }
      var finding = SweepFinding.ignored
      let found = try? engine.candidate(entry, comparesAges: true, Workspace(), &finding) { _ in true }
      if let candidate = found { candidates.append(candidate) }
      return true
    }
    guard result == 0 else { throw .failed(.system(.listDirectory, error: -result)) }
    for candidate in candidates where !system.isSuspended {
      do throws(SteppedPump<System>.Interruption) { _ = try pump.run(SweepVerb(candidate), .none) } catch {
        if case .suspended = error { throw error }
      }
    }
    return .swept
  }
}
