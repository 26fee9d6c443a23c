internal import CFileSessions
internal import Synchronization

// Sweep: walks the directory; each entry is a short operation of its own that waits for nobody.

extension StoreCore {
  package func sweep() async throws(SessionError) -> SweepReport {
    try beginSweep()
    defer { gate.leave() }
    guard case .inline = configuration.blockingWork else {
      return try await OwnThread.run { flag in self.sweepDirectory(flag) }.get()
    }
    let flag = CancellationFlag()
    return try await withTaskCancellationHandler {
      sweepDirectory(flag)
    } onCancel: {
      flag.set()
    }.get()
  }

  package func sweepBlocking() throws(SessionError) -> SweepReport {
    try beginSweep()
    defer { gate.leave() }
    return try sweepDirectory(CancellationFlag()).get()
  }

  /// As `begin`, with a look at the directory and its record, however long ago the last one was.
  private func beginSweep() throws(SessionError) {
    try enter()
    do { try checkDirectory() } catch {
      gate.leave()
      throw error
    }
    checkRecord()
  }

  /// How many entries are remembered before they are acted upon: a directory of a million sessions is never in memory
  /// as a whole.
  private static var batchSize: Int { 4096 }

  /// First looks, then acts: while names come nothing is removed, or tmpfs would leave others out. A directory with
  /// more to do than a batch holds is listed again, without what was handled and is still there.
  private func sweepDirectory(_ flag: CancellationFlag) -> Result<SweepReport, SessionError> {
    let start = MonotonicTime.now
    let since = sweepMemory.withLock { $0.begin(at: engine.system.now()) }
    var report = SweepReport()
    var handled: Set<EntryName> = []
    var pace = SweepPace(configuration.sweepEntriesPerSecond, from: start)
    let workspace = workspaces.take()
    defer { workspaces.give(workspace) }
    var isWhole = false
    while !isWhole, !mayStop(flag) {
      var (kept, candidates) = (SweepReport(), [SweepVerb<System>.Candidate]())
      let result = engine.system.list(engine.directory) { entry in
        rest(&pace, flag)
        guard let entry, !handled.contains(entry) else { return !mayStop(flag) }
        if let candidate = candidate(entry, since: since, &kept, workspace) { candidates.append(candidate) }
        return candidates.count < Self.batchSize && !mayStop(flag)
      }
      guard result == 0 else {
        sweepMemory.withLock { $0.forget() }
        return .failure(SessionError(.listDirectory, -result).at(path))
      }
      for candidate in candidates where !mayStop(flag) {
        rest(&pace, flag)
        if !sweep(candidate, &report, workspace) { handled.insert(candidate.entry) }
      }
      isWhole = candidates.count < Self.batchSize
      // Of a listing that was cut short the rest is looked at again.
      if isWhole { report.note(kept) }
    }
    // What could not be looked at, or was in use, is worth a look the next time, whatever its age.
    if mayStop(flag) || report.busy + report.failed > 0 { sweepMemory.withLock { $0.forget() } }
    if flag.isSet {
      return .failure(SessionError(.cancelled, "the task was cancelled; the sweep ended before its end"))
    }
    observe(.sweep(report), since: start)
    return .success(report)
  }

  private func rest(_ pace: inout SweepPace, _ flag: CancellationFlag) {
    while let pause = pace.next(), !mayStop(flag) { file_sessions_sleep(pause) }
    pace.note()
  }

  /// A store that is closed waits for one entry, and not for the rest of a sweep that takes its time; nor does a task
  /// that is cancelled.
  private func mayStop(_ flag: CancellationFlag) -> Bool { gate.isRefusing || flag.isSet }

  /// An entry that is worth its lock. What is left alone is counted.
  private func candidate(
    _ entry: EntryName, since: Timestamp?, _ kept: inout SweepReport, _ workspace: Workspace
  ) -> SweepVerb<System>.Candidate? {
    var finding = SweepFinding.ignored
    do throws(PhaseExit) {
      let candidate = try engine.candidate(
        entry, comparesAges: configuration.clock.isSystem, workspace, &finding
      ) { mayBeOver($0, since) }
      if let candidate { return candidate }
    } catch {
      kept.note(error == .wait(.lockHeld) ? .success(.busy) : .failure(error.failure), entry, self)
      return nil
    }
    switch finding {
    case .kept: kept.examined += 1
    case .setAside: kept.setAside += 1
    case .ignored: break
    }
    return nil
  }

  /// - Returns: whether the entry is gone.
  private func sweep(
    _ candidate: SweepVerb<System>.Candidate, _ report: inout SweepReport, _ workspace: Workspace
  ) -> Bool {
    if case .session = candidate.entry { report.examined += 1 }
    let before = (report.acted, report.corrupt)
    var digest = SessionDigest.none
    let result = runAtOnce(SweepVerb(candidate), &digest, workspace) ?? .success(.busy)
    report.note(result, candidate.entry, self)
    if report.corrupt > before.1 { observe(.corruptFile) }
    return report.acted > before.0
  }

  /// The time of the last change bounds the deadline from below, if it is of the clock that deadlines are of.
  /// - Parameter since: what was changed later is worth a look: its creator or deleter may have been killed in the
  ///   middle, which its status does not show.
  private func mayBeOver(_ digest: SessionDigest, _ since: Timestamp?) -> Bool {
    guard configuration.clock.isSystem, let since else { return true }
    let found = engine.system.status(at: .session(digest), in: engine.directory)
    guard found.result == 0 else { return false }
    // A file that was never finished is worth a look whatever its age: one without content, or without any block.
    let status = found.status
    guard status.size >= RecordHeader.recordByteCount(payload: 0), status.blocks > 0, status.kind == .regular else {
      return true
    }
    // Every hour at the latest: other processes may give sessions shorter lifetimes. And what was changed in the future
    // was changed while the clock was ahead.
    let (age, now) = (min(shortestLifetime.duration, .seconds(3600)), engine.system.now())
    return status.modified >= since || status.modified.advanced(by: age) <= now || status.modified > now
  }
}

extension SweepReport {
  /// How much was done, and so is not there any more.
  fileprivate var acted: Int { removed + corrupt + reclaimed }

  /// Adds what was left alone.
  fileprivate mutating func note(_ look: SweepReport) {
    examined += look.examined
    busy += look.busy
    failed += look.failed
    setAside += look.setAside
    if firstError == nil { firstError = look.firstError }
  }

  fileprivate mutating func note<System: OperationEnvironment>(
    _ result: Result<SweepOutcome, Failure>, _ entry: EntryName, _ core: StoreCore<System>
  ) {
    switch result {
    case .success(.kept): break
    case .success(.busy): busy += 1
    case .success(.removed): removed += 1
    case .success(.corrupt):
      corrupt += 1
      setAside += 1
    case .success(.reclaimed): reclaimed += 1
    case .failure(let failure):
      failed += 1
      if firstError == nil { firstError = core.described(failure, entry) }
    }
  }
}
