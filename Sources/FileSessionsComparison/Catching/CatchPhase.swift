internal import FileSessions
internal import Lab

/// The catch phase, from the parent's side. An unsound strategy gets further rounds until each of its faults has been
/// seen, but not for ever.
struct CatchPhase {
  private static var roundLimit: Int { 6 }

  let plan: ComparisonPlan
  let strategy: FileSessionStore.Strategy
  let scratch: ScratchDirectory
  let crew: WorkerCrew

  func run(into row: inout ComparisonRow, _ willBegin: (Int) -> Void) async throws {
    repeat {
      willBegin(row.catchRounds + 1)
      try await round(into: &row)
    } while row.catchRounds < roundLimit && !hasShownItsFaults(row.violations)
  }

  /// Those that show their faults within seconds get more rounds, so that a slow machine does not make them escape.
  /// What takes luck may stay unseen, and the row says so.
  private var roundLimit: Int {
    strategy.presetName.map(Verdict.alwaysCaught.contains) == true ? Self.roundLimit : 2
  }

  /// Of a sound strategy there is nothing to wait for.
  private func hasShownItsFaults(_ violations: Violations) -> Bool {
    if strategy.isSound { return true }
    let lacking = FileSessionStore.Guarantees.sound.subtracting(strategy.guarantees)
    if lacking.contains(.wholeReads), violations.tornReads + violations.missing == 0 { return false }
    if lacking.contains(.noLostUpdate), violations.lostUpdates == 0 { return false }
    if lacking.contains(.deleteIsFinal), violations.resurrections == 0 { return false }
    return true
  }

  private func round(into row: inout ComparisonRow) async throws {
    row.catchRounds += 1
    let path = scratch.nextStore()
    defer { scratch.removeStore(path) }
    let assignments = (0..<plan.processes).map {
      WorkerAssignment(
        .catching, strategy, plan, directory: path, worker: $0, seed: UInt64(row.catchRounds) &* 0x5851_f42d)
    }
    let store = try PhaseStore(path, assignments[0])
    let sessions = CatchSessions(count: plan.sessions)
    for session in sessions.permanent {
      let payload = CatchPayload(session: session, tag: 0).encoded(padding: 0)
      try await store.create(payload, as: sessions.id(session))
    }
    let logs = try await crew.run(assignments, for: CatchLog.self)
    try NonVacuity.check(logs, strategy)
    let ends = try await ends(sessions, store)
    let entries = try await store.sweepAndList()
    var violations = CatchAudit.judge(logs, ends)
    violations.corrupt += entries.count { if case .corrupt = $0 { true } else { false } }
    row.catchViolations = row.catchViolations + violations
    row.leftovers = Leftovers(in: entries)
    for log in logs {
      row.catchOperations += log.operations
      row.lockWaits += log.waits
      row.errorExamples += log.errors.examples
    }
  }

  private func ends(_ sessions: CatchSessions, _ store: PhaseStore) async throws -> [CatchEnd] {
    var ends: [CatchEnd] = []
    for session in 0..<sessions.count {
      switch try await store.read(sessions.id(session)) {
      case .absent: ends.append(.absent)
      case .damaged: ends.append(.damaged)
      case .payload(let bytes):
        ends.append(CatchPayload(bytes.span, of: session).map { .holds($0) } ?? .damaged)
      }
    }
    return ends
  }
}

/// The sessions of the catch phase: the even ones are never deleted, and lost updates are judged there; the odd ones
/// are deleted and made again all the time, and resurrections are judged there.
struct CatchSessions: Sendable {
  let count: Int

  func id(_ session: Int) -> SessionID { SessionID(key: "catch \(session)") }

  func isPermanent(_ session: Int) -> Bool { session.isMultiple(of: 2) }

  var permanent: [Int] { (0..<count).filter(isPermanent) }
}
