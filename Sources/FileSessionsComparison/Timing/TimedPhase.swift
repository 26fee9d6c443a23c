internal import FileSessions
internal import Lab

/// The timed phase, from the parent's side: prepare the sessions, let the workers run, judge what is left.
struct TimedPhase {
  let plan: ComparisonPlan
  let strategy: FileSessionStore.Strategy
  let scratch: ScratchDirectory
  let crew: WorkerCrew

  func run(into row: inout ComparisonRow) async throws {
    let path = scratch.nextStore()
    defer { scratch.removeStore(path) }
    let assignments = (0..<plan.processes).map {
      WorkerAssignment(.timed, strategy, plan, directory: path, worker: $0, seed: 1)
    }
    let store = try PhaseStore(path, assignments[0])
    let sessions = TimedSessions(count: plan.sessions)
    for session in 0..<sessions.count {
      let payload = TimedPayload.make(
        session: session, stamp: 0, processes: plan.processes, size: plan.payload)
      try await store.create(payload, as: sessions.id(session))
    }
    let logs = try await crew.run(assignments, for: TimedLog.self)
    try NonVacuity.check(logs, strategy, plan.mix)
    row.timedViolations = TimedAudit.judge(logs, try await ends(sessions, store), isSaved: sessions.isSaved)
    report(logs, into: &row)
  }

  private func ends(_ sessions: TimedSessions, _ store: PhaseStore) async throws -> [TimedEnd] {
    var ends: [TimedEnd] = []
    for session in 0..<sessions.count {
      switch try await store.read(sessions.id(session)) {
      case .absent: ends.append(.absent)
      case .damaged: ends.append(.damaged)
      case .payload(let bytes):
        let isWhole = TimedPayload.isWhole(
          bytes, session: session, processes: plan.processes, size: plan.payload)
        ends.append(
          isWhole ? .counts((0..<plan.processes).map { TimedPayload.counter(of: $0, bytes) }) : .damaged)
      }
    }
    return ends
  }

  private func report(_ logs: [TimedLog], into row: inout ComparisonRow) {
    var all = TimedLog(sessions: plan.sessions)
    for log in logs { all.add(log) }
    let seconds = plan.timedSeconds
    for verb in TimedVerb.allCases {
      row.operations[verb] = all.latencies.figures(verb, seconds: seconds)
      row.distributions[verb] = all.latencies.distribution(verb)
    }
    row.operationsPerSecond = Figures.rounded(Double(all.latencies.total) / seconds)
    row.shares = logs.map {
      ProcessShare(
        operationsPerSecond: Figures.rounded(Double($0.latencies.total) / seconds), longest: $0.latencies.longest)
    }
    let shares = logs.map { Double($0.latencies.total) }
    if let smallest = shares.min(), let largest = shares.max(), largest > 0 {
      row.fairness = (smallest / largest * 1000).rounded() / 1000
    }
    row.errorExamples += all.errors.examples
  }
}
