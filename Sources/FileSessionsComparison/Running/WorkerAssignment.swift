package import FileSessions

/// What one worker process is told, as one line of JSON on its standard input.
package struct WorkerAssignment: Codable, Hashable, Sendable {
  package enum Phase: String, Codable, Sendable {
    case timed
    case catching
  }

  package var phase: Phase
  package var directory: String
  /// The definition, as `Strategy.description` prints it.
  package var strategy: String
  package var durability: UInt8
  /// 0 for the first one.
  package var worker: Int
  package var processes: Int
  package var tasks: Int
  package var sessions: Int
  package var payload: Int
  package var mix: OperationMix
  package var seconds: Double
  package var seed: UInt64

  package init(
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
  package func configuration() throws -> FileSessionStore.Configuration {
    var configuration = FileSessionStore.Configuration(strategy: try FileSessionStore.Strategy(strategy))
    configuration.unsoundStrategies = .allow
    configuration.durability = FileSessionStore.Durability(rawValue: durability) ?? .none
    // Every touch writes, or the phase would hardly see one.
    if phase == .catching { configuration.touchCoalescing = 0 }
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
