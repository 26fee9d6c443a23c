internal import Foundation
internal import Lab

/// Every subject in every setting, in rounds, so that a machine that is busy for a while is so for all of them.
struct LoadTestRun: Sendable {
  let plan: LoadTestPlan
  let place: Workplace
  let directory: String
  let progress: ProgressLine

  private struct Setting: Hashable {
    var processes: Int
    var sessions: Int
    var logouts: Int
  }

  func run() async throws -> LoadTestReport {
    let ids = directory + "/sessions"
    try LoadTestSessions.make(plan.sessionCounts.max() ?? 1, file: ids)
    let wrk = try Wrk(place, scratch: directory, sessions: ids)
    var report = LoadTestReport(
      date: Machine.date, processor: Machine.processor, processors: Machine.processors, kernel: Machine.kernel,
      fileSystem: FileSystemName.name(ofDirectory: directory), secondsPerRound: plan.seconds,
      connections: plan.connections)
    for processes in plan.processCounts {
      try Task.checkCancellation()
      let servers = try await LoadTestServers(processes, place, directory: directory, sessions: ids)
      defer { servers.stop() }
      progress.show(
        "\(processes) server process(es): making \(plan.sessionCounts.max() ?? 0) sessions for each subject")
      for subject in LoadTestSubject.allCases { try await servers.seed(subject) }
      for sessions in plan.sessionCounts {
        report.rows += try await rounds(Setting(processes: processes, sessions: sessions, logouts: 0), servers, wrk)
      }
      report.rows += try await logouts(processes, servers, wrk, after: report.rows)
    }
    report.soundRequests = report.rows.soundRequests
    return report
  }

  private func rounds(_ setting: Setting, _ servers: LoadTestServers, _ wrk: Wrk) async throws -> [LoadTestRow] {
    var rows = LoadTestSubject.allCases.map { Self.row($0, setting) }
    for round in 1...plan.rounds {
      for index in rows.indices {
        progress.show(
          "\(setting.processes) process(es), \(setting.sessions) sessions, round \(round) of \(plan.rounds): "
            + rows[index].subject.rawValue)
        try await measure(&rows[index], setting, servers, wrk)
      }
    }
    let speeds = Dictionary(uniqueKeysWithValues: rows.map { ($0.subject, $0.perSecond) })
    for index in rows.indices {
      guard let baseline = rows[index].subject.baseline.flatMap({ speeds[$0] }) else { continue }
      rows[index].ofBaseline = zip(rows[index].perSecond, baseline).map { $1 > 0 ? $0 / $1 : 0 }
    }
    return rows
  }

  /// Sessions that end while others are changed, until enough requests were answered.
  private func logouts(
    _ processes: Int, _ servers: LoadTestServers, _ wrk: Wrk, after earlier: [LoadTestRow]
  ) async throws -> [LoadTestRow] {
    let setting = Setting(processes: processes, sessions: plan.sessionCounts.max() ?? 1, logouts: plan.logouts)
    var rows = LoadTestSubject.allCases.map { Self.row($0, setting) }
    let share = plan.soundRequests / max(1, plan.processCounts.count)
    let soFar = earlier.filter { $0.processes == processes }.soundRequests
    repeat {
      for index in rows.indices {
        progress.show("\(processes) process(es), with logouts: \(rows[index].subject.rawValue)")
        try await servers.seed(rows[index].subject)
        try await measure(&rows[index], setting, servers, wrk)
      }
    } while soFar + rows.soundRequests < share
    return rows
  }

  private static func row(_ subject: LoadTestSubject, _ setting: Setting) -> LoadTestRow {
    LoadTestRow(
      subject: subject, processes: setting.processes, sessions: setting.sessions, withLogouts: setting.logouts > 0)
  }

  private func measure(_ row: inout LoadTestRow, _ setting: Setting, _ servers: LoadTestServers, _ wrk: Wrk)
    async throws
  {
    let (subject, plan) = (row.subject, plan)
    let before = try await servers.audit(subject)
    let runs = try await withThrowingTaskGroup(of: WrkRun.self) { group in
      for port in servers.ports {
        group.addTask {
          try await wrk.run(
            port: port, subject, connections: plan.connections / servers.ports.count, sessions: setting.sessions,
            seconds: plan.seconds, logouts: setting.logouts)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let after = try await servers.audit(subject)
    var faults = after.faults(since: before, withLogouts: setting.logouts > 0)
    if setting.logouts == 0 { faults.refused = runs.reduce(0) { $0 + $1.statuses } - faults.notFound - faults.mixedUp }
    row.add(runs, faults)
  }
}

extension LoadTestRow {
  fileprivate mutating func add(_ runs: [WrkRun], _ found: LoadTestFaults) {
    // What was refused is no work done.
    perSecond.append(
      runs.reduce(0) { $0 + Double($1.requests - $1.statuses) / (Double($1.microseconds) / 1_000_000) })
    p50.append(Double(runs.map(\.p50).max() ?? 0) / 1000)
    p99.append(Double(runs.map(\.p99).max() ?? 0) / 1000)
    requests += runs.reduce(0) { $0 + $1.requests - $1.statuses }
    faults.lost += found.lost
    faults.notFound += found.notFound
    faults.refused += found.refused
    faults.dropped += found.dropped
    faults.revived += found.revived
    faults.mixedUp += found.mixedUp
    faults.failures += runs.reduce(0) { $0 + $1.failures }
  }
}
