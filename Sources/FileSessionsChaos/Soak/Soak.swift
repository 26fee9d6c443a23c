package import FileSessions
internal import Foundation
package import Lab

/// How long is soaked, and how much.
package struct SoakPlan: Sendable {
  package var minutes = 10.0
  package var strategy: FileSessionStore.Strategy = .slots
  package var sessions = 4000
  package var heldFiles = 512
  /// Seconds from one sample to the next.
  package var interval = 1.0
  package var seed: UInt64 = 0
  package var leak: Int?

  package init() {}
}

/// One worker that lives through all of it, beside others that are killed, on one store: does it stay as large as it is?
package struct Soak: Sendable {
  /// Sessions of rotations that were killed go within seconds, and not within days.
  private static var lifetime: Double { 5 }

  private let plan: SoakPlan
  private let place: Workplace
  private let scratch: ScratchDirectory
  private let executable: String
  private let worker: String
  private let killer: KillerProcess
  private let progress: ProgressLine

  package init(
    _ plan: SoakPlan, _ place: Workplace, in scratch: ScratchDirectory, executable: String, worker: String,
    _ killer: KillerProcess, _ progress: ProgressLine
  ) {
    (self.plan, self.place, self.scratch, self.executable, self.worker) = (plan, place, scratch, executable, worker)
    (self.killer, self.progress) = (killer, progress)
  }

  package func run() async throws -> SoakReport {
    let assignment = self.assignment
    // A store that remembers loads has to be made by one process alone.
    let process = try place.start("the long-lived worker", executable, [worker])
    try await process.send(try JSONEncoder().encode(assignment))
    _ = try await process.ask("sample")
    let end = Moment.now + Moment.nanoseconds(plan.minutes * 60)
    async let killed = kills(assignment.round, until: end)
    let samples = try await samples(of: process, assignment.round.directory, until: end)
    return SoakReport(
      plan, samples, try await killed, fileSystem: FileSystemName.name(ofDirectory: scratch.path))
  }

  private var assignment: SoakAssignment {
    var round = RoundAssignment(
      directory: scratch.nextStore(), log: scratch.nextStore(), strategy: plan.strategy.description,
      memory: RoundMemory(holdsFiles: true, remembersLoads: true), workers: 2, sessions: 3, seconds: 1,
      signals: RoundSignals(kills: true, pause: 10_000, stopShare: 8), seed: plan.seed)
    round.lifetime = Self.lifetime
    return SoakAssignment(round: round, sessions: plan.sessions, heldFiles: plan.heldFiles, leak: plan.leak)
  }

  private func samples(
    of process: WorkerProcess, _ directory: String, until end: Int64
  ) async throws -> [SoakSample] {
    let begin = Moment.now
    var samples: [SoakSample] = []
    while Moment.now < end {
      try await Task.sleep(for: .seconds(plan.interval))
      var sample = try JSONDecoder().decode(SoakSample.self, from: try await process.ask("sample"))
      sample.time = Double(Moment.now - begin) / 1e9
      sample.files = try FileManager.default.contentsOfDirectory(atPath: directory).count
      samples.append(sample)
      progress.showBriefly(
        "\(Int(sample.time)) s of \(Int(plan.minutes * 60)): \(sample.operations) operations, "
          + "\(sample.descriptors) descriptors, \(sample.kibibytes / 1024) MiB, \(sample.files) files")
    }
    return samples
  }

  /// Rounds of the workers of `chaos` on the same directory; only crashes and what hangs counts, and how many died.
  private func kills(_ round: RoundAssignment, until end: Int64) async throws -> RoundAnswer {
    var total = RoundAnswer()
    var dice = Dice(seed: plan.seed)
    while Moment.now < end {
      try Task.checkCancellation()
      var assignment = round
      (assignment.log, assignment.seed) = (scratch.nextStore(), dice.next())
      assignment.seconds = min(5, max(0.2, Double(end - Moment.now) / 1e9))
      try OperationLog.make(assignment.log, clients: assignment.clients, capacity: RoundAssignment.logCapacity)
      defer { scratch.removeStore(assignment.log) }
      let answer = try await killer.run(assignment)
      if let refusal = answer.refusal { throw LabFailure.environment(refusal) }
      total.add(answer)
    }
    return total
  }
}

extension RoundAnswer {
  fileprivate mutating func add(_ other: RoundAnswer) {
    kills += other.kills
    killsInside += other.killsInside
    stops += other.stops
    crashes += other.crashes
    stuck += other.stuck
    nanoseconds += other.nanoseconds
  }
}
