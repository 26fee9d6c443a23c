internal import FileSessions
package import Lab

/// Runs one round after the other, each on a fresh directory: workers that are killed and stopped, then the check of
/// what all of them noted.
///
/// The families take turns, so that a run of any length sees all of them. From round to round another strategy of the
/// family is taken, and another way to keep files and loads in memory.
package final class Chaos {
  private let plan: ChaosPlan
  private let scratch: ScratchDirectory
  private let killer: KillerProcess
  private let progress: ProgressLine
  private var dice: Dice
  private var arms: [Arm]

  private struct Arm {
    let family: Family
    var strategies: [FileSessionStore.Strategy]
    var report: ArmReport
    var taken: Set<FileSessionStore.Strategy> = []
  }

  package init(_ plan: ChaosPlan, in scratch: ScratchDirectory, _ killer: KillerProcess, _ progress: ProgressLine) {
    (self.plan, self.scratch, self.killer, self.progress) = (plan, scratch, killer, progress)
    var dice = Dice(seed: plan.seed)
    arms = plan.families.map {
      Arm(family: $0, strategies: $0.strategies.shuffled(using: &dice), report: ArmReport($0))
    }
    self.dice = dice
  }

  package func run() async throws -> ChaosReport {
    let begin = Moment.now
    var (pass, longest) = (0, 0.0)
    func spent() -> Double { Double(Moment.now - begin) / 1e9 }
    // The first pass is run whatever it takes; a later one is ended where the next round would be late.
    while pass == 0 || spent() + longest < plan.seconds {
      for index in arms.indices where isDue(arms[index].family, in: pass) {
        if pass > 0, spent() + longest >= plan.seconds { break }
        try Task.checkCancellation()
        let start = spent()
        try await round(pass, of: index)
        longest = max(longest, spent() - start)
      }
      pass += 1
    }
    return report(seconds: spent())
  }

  /// Who is only stopped, or is known to fail, need not be seen as often.
  private func isDue(_ family: Family, in pass: Int) -> Bool {
    family.isToBeCaught ? pass % 8 == 0 : family.isKilled || pass % 4 == 0
  }

  private func round(_ pass: Int, of index: Int) async throws {
    let assignment = assignment(pass, arms[index])
    let strategy = arms[index].strategies[pass % arms[index].strategies.count]
    progress.show("\(arms[index].family.name): round \(arms[index].report.rounds + 1), \(assignment.words)")
    defer {
      scratch.removeStore(assignment.directory)
      scratch.removeStore(assignment.log)
    }
    try OperationLog.make(
      assignment.log, clients: assignment.clients, capacity: RoundAssignment.logCapacity)
    let answer = try await killer.run(assignment)
    if let refusal = answer.refusal { return arms[index].report.notRun.append(refusal) }
    arms[index].taken.insert(strategy)
    try await judge(assignment, answer, &arms[index].report)
    arms[index].report.strategies = arms[index].taken.count
  }

  private func assignment(_ pass: Int, _ arm: Arm) -> RoundAssignment {
    let number = dice.below(4)
    return RoundAssignment(
      directory: scratch.nextStore(), log: scratch.nextStore(),
      strategy: arm.strategies[pass % arm.strategies.count].description,
      memory: RoundMemory(holdsFiles: number & 1 == 0, remembersLoads: number & 2 == 0 && !arm.family.isToBeCaught),
      workers: plan.workers, sessions: plan.sessions, seconds: plan.roundSeconds,
      signals: RoundSignals(
        kills: arm.family.isKilled, pause: plan.pause * (arm.family.isKilled ? 1 : 4), stopShare: 8),
      seed: dice.next())
  }

  private func judge(_ assignment: RoundAssignment, _ answer: RoundAnswer, _ report: inout ArmReport) async throws {
    let log = try assignment.openLog()
    var operations = (0..<log.clients).flatMap { log.operations($0) }
    report.add(answer, operations: operations.count, contended: log[.waits], sweeps: log[.swept])
    let audit = try await RoundAudit.run(assignment, after: operations)
    operations += audit.operations
    let findings = answer.findings + audit.findings + HistoryCheck.findings(in: operations)
    for finding in findings { report.add(finding, assignment) }
  }

  private func report(seconds: Double) -> ChaosReport {
    for index in arms.indices { arms[index].report.judge(plan.least) }
    return ChaosReport(
      seed: plan.seed, seconds: seconds, workers: plan.workers, sessions: plan.sessions, directory: scratch.path,
      fileSystem: FileSystemName.name(ofDirectory: scratch.path), kernel: Machine.kernel, arms: arms.map(\.report))
  }
}

extension RoundAssignment {
  var words: String {
    "\(strategy), files \(memory.holdsFiles ? "held" : "opened anew"), loads \(memory.remembersLoads ? "" : "not ")remembered"
  }
}

extension RoundAnswer {
  fileprivate var findings: [Finding] {
    crashes.map { Finding(.crashed, $0) } + (stuck > 0 ? [Finding(.stuck, "\(stuck) of them")] : [])
  }
}

extension ArmReport {
  fileprivate mutating func add(_ answer: RoundAnswer, operations: Int, contended: Int, sweeps: Int) {
    rounds += 1
    self.operations += operations
    self.contended += contended
    self.sweeps += sweeps
    kills += answer.kills
    killsInside += answer.killsInside
    stops += answer.stops
    seconds += Double(answer.nanoseconds) / 1e9
  }

  fileprivate mutating func add(_ finding: Finding, _ assignment: RoundAssignment) {
    findingCount += 1
    guard !findings.contains(where: { $0.kind == finding.kind.rawValue }) else { return }
    findings.append(
      FoundReport(
        kind: finding.kind.rawValue, text: finding.text, round: assignment.words + ", seed \(assignment.seed)",
        history: HistoryText.lines(finding.evidence)))
  }
}
