internal import CFileSessions

// Sweep: walks the directory; each entry is a short operation of its own that waits for nobody.

extension StoreCore {
  package func sweep() async throws(SessionError) -> SweepReport {
    try gate.enter()
    defer { gate.leave() }
    switch await worker.run({ self.sweepDirectory() }) {
    case .success(let report): return report
    case .failure(let error): throw error
    }
  }

  package func sweepBlocking() throws(SessionError) -> SweepReport {
    try gate.enter()
    defer { gate.leave() }
    return try sweepDirectory().get()
  }

  private func sweepDirectory() -> Result<SweepReport, SessionError> {
    let start = MonotonicTime.now
    var report = SweepReport()
    var pace = SweepPace(configuration.sweepRate, from: start)
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    // As the names come: a directory of a million sessions is never in memory as a whole, and what is done with one entry
    // is all that a request can meet.
    let result = engine.system.list(engine.directory) { entry in
      while let pause = pace.next(), !gate.isRefusing { file_sessions_sleep(pause) }
      // A store that is closed waits for one entry, and not for the rest of a sweep that takes its time.
      if gate.isRefusing { return false }
      pace.note()
      if let entry { sweep(entry, &report, workspace) }
      return true
    }
    guard result == 0 else { return .failure(SessionError(.listDirectory, -result)) }
    observe(.sweep(report), since: start)
    return .success(report)
  }

  private func sweep(_ entry: EntryName, _ report: inout SweepReport, _ workspace: Workspace) {
    let attempt: Attempt<SweepOutcome>
    switch entry {
    case .session(let digest):
      report.examined += 1
      attempt = sweepSession(digest, workspace)
    case .lock(let digest):
      switch Attempt({ () throws(Stop) in try engine.isLitter(lockOf: digest) }) {
      case .done(true): attempt = sweepHelper(digest)
      case .done(false): attempt = .done(.kept)
      case .wait(let reason): attempt = .wait(reason)
      case .failed(let failure): attempt = .failed(failure)
      }
    case .temporary(let digest): attempt = sweepHelper(digest)
    // Told from litter by its age, so by the system's clock.
    case .recordDraft where !configuration.clock.isSystem: return
    case .unique where engine.rules.isUnlocked && !configuration.clock.isSystem: return
    case .unique, .recordDraft: attempt = Attempt { () throws(Stop) in try engine.sweepTemporary(entry) }
    case .corrupt:
      report.setAside += 1
      return
    case .record, .stripe, .ranges: return
    }
    let before = report.corrupt
    report.note(attempt)
    if report.corrupt > before { observe(.corruptFile) }
  }

  private func sweepHelper(_ digest: SessionDigest) -> Attempt<SweepOutcome> {
    attemptOnce(digest) { turn, workspace throws(Stop) in try engine.sweepHelper(digest, turn, workspace) }
  }

  private func sweepSession(_ digest: SessionDigest, _ workspace: Workspace) -> Attempt<SweepOutcome> {
    let look = Attempt { () throws(Stop) -> Bool in
      guard try mayHaveExpired(digest) else { return false }
      return try engine.isSweepCandidate(digest, workspace)
    }
    switch look {
    case .done(false): return .done(.kept)
    case .done(true):
      return attemptOnce(digest) { turn, workspace throws(Stop) in try sweeper.sweepSession(digest, turn, workspace) }
    case .wait(let reason): return .wait(reason)
    case .failed(let failure): return .failed(failure)
    }
  }

  /// Removes without syncs: what has expired is over, whether or not its file comes back after a power cut.
  private var sweeper: Engine<System> {
    var rules = engine.rules
    rules.durability = .none
    return Engine(system: engine.system, directory: engine.directory, rules: rules)
  }

  /// The time of the last change bounds the deadline from below, if it is of the clock that deadlines are of.
  private func mayHaveExpired(_ digest: SessionDigest) throws(Stop) -> Bool {
    guard configuration.clock.isSystem else { return true }
    let found = engine.system.status(at: .session(digest), in: engine.directory)
    guard found.result == 0 else { return false }
    // A file that was never finished is worth a look whatever its age: one without content, or without any block.
    let status = found.status
    guard status.size >= RecordHeader.recordByteCount(payload: 0), status.blocks > 0, status.kind == .regular else {
      return true
    }
    // Every hour at the latest: a deleted session whose deleter was killed cannot be told by its status.
    let age = min(shortestLifetime.duration, .seconds(3600))
    return status.modified.advanced(by: age) <= engine.system.now()
  }
}

extension SweepReport {
  fileprivate mutating func note(_ attempt: consuming Attempt<SweepOutcome>) {
    switch attempt {
    case .done(.kept): break
    case .done(.busy): busy += 1
    case .wait: busy += 1
    case .done(.removed): removed += 1
    case .done(.corrupt):
      corrupt += 1
      setAside += 1
    case .done(.reclaimed): reclaimed += 1
    case .failed(let failure):
      failed += 1
      if firstError == nil { firstError = SessionError(failure) }
    }
  }
}
