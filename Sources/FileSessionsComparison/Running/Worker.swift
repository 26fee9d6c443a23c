internal import CFileSessions
internal import FileSessions
internal import Foundation
internal import Lab

/// The life of a worker process: read the assignment, open the store, say so, wait for the start, work, answer.
package enum Worker {
  /// - Throws: what kept it from its work. What happens to sessions is in its answer.
  package static func run() async throws {
    var lines = LineReader(STDIN_FILENO)
    guard let line = lines.receive() else {
      throw LabFailure.wrongUse("compare-worker is started by compare, which tells it what to do")
    }
    guard let assignment = try? JSONDecoder().decode(WorkerAssignment.self, from: line) else {
      throw LabFailure.wrongUse("compare-worker was told something that it does not understand")
    }
    switch assignment.phase {
    case .timed:
      let worker = try TimedWorker(assignment)
      let start = try awaitStart(&lines)
      try answer(await worker.run(from: start))
    case .catching:
      let worker = try CatchWorker(assignment)
      let start = try awaitStart(&lines)
      try answer(worker.run(from: start))
    }
  }

  private static func answer(_ log: some Encodable) throws {
    _ = Descriptor.write(line: try JSONEncoder().encode(log), to: STDOUT_FILENO)
  }

  private static func awaitStart(_ lines: inout LineReader) throws -> Int64 {
    _ = Descriptor.write(line: WorkerSignal.ready.utf8, to: STDOUT_FILENO)
    guard let line = lines.receive() else { throw LabFailure.environment("the start never came") }
    let start = try JSONDecoder().decode(StartSignal.self, from: line).start
    Executable.leaveWithInput(status: 3)
    let rest = start - Moment.now
    if rest > 0 { file_sessions_sleep(rest) }
    return start
  }
}

/// What one worker process is told, as one line of JSON on its standard input.
struct WorkerAssignment: Codable, Hashable, Sendable {
  enum Phase: String, Codable, Sendable {
    case timed
    case catching
  }

  var phase: Phase
  var directory: String
  /// The definition, as `Strategy.description` prints it.
  var strategy: String
  var durability: UInt8
  /// 0 for the first one.
  var worker: Int
  var processes: Int
  var tasks: Int
  var sessions: Int
  var payload: Int
  var mix: OperationMix
  var seconds: Double
  var seed: UInt64

  init(
    _ phase: Phase, _ strategy: FileSessionStore.Strategy, _ plan: ComparisonPlan, directory: String, worker: Int,
    seed: UInt64
  ) {
    self.phase = phase
    self.directory = directory
    self.strategy = strategy.description
    durability = plan.durability.rawValue
    self.worker = worker
    processes = plan.processes
    tasks = plan.tasks
    sessions = plan.sessions
    payload = plan.payload
    mix = plan.mix
    seconds = phase == .timed ? plan.timedSeconds : plan.catchSeconds
    self.seed = seed &+ UInt64(worker) &* 0x1_0000_0001
  }

  /// How a store is opened for a strategy, in workers and in the parent alike.
  func configuration() throws -> FileSessionStore.Configuration {
    var configuration = FileSessionStore.Configuration(strategy: try FileSessionStore.Strategy(strategy))
    configuration.unsoundStrategies = .allow
    configuration.durability = FileSessionStore.Durability(rawValue: durability) ?? .none
    // Every touch writes, or the phase would hardly see one.
    if phase == .catching { configuration.touchCoalescingFraction = 0 }
    return configuration
  }
}

/// What a worker says before it waits for the start, so that all begin together.
enum WorkerSignal {
  static let ready = "ready"
}

/// The start, as a line to the workers: a point on `CLOCK_MONOTONIC`, which all processes share.
struct StartSignal: Codable, Sendable {
  var start: Int64
}
