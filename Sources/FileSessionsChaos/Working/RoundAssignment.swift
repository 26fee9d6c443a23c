internal import FileSessions

/// What the killer of a round is told, as one line of JSON.
struct RoundAssignment: Codable, Hashable, Sendable {
  static var clientsPerWorker: Int { 2 }
  /// Operations of one client; a round that fills a log ends early.
  static var logCapacity: Int { 60_000 }

  var directory: String
  var log: String
  /// The definition, as `Strategy.description` prints it.
  var strategy: String
  var memory: RoundMemory
  var workers: Int
  var sessions: Int
  var seconds: Double
  var signals: RoundSignals
  var seed: UInt64
  /// Seconds that a session lives without use; `nil` for longer than any run.
  var lifetime: Double?

  var clients: Int { workers * Self.clientsPerWorker }

  func openLog() throws -> OperationLog { try OperationLog(log, clients: clients, capacity: Self.logCapacity) }

  func configuration() throws -> FileSessionStore.Configuration {
    var configuration = FileSessionStore.Configuration(strategy: try FileSessionStore.Strategy(strategy))
    configuration.unsoundStrategies = .allow
    // Every touch writes.
    configuration.touchCoalescingFraction = 0
    configuration.lockTimeout = .seconds(20)
    configuration.deleteTimeout = .seconds(20)
    configuration.openFiles = memory.holdsFiles ? .atMost(8) : .none
    configuration.readCache = memory.remembersLoads ? .on : .off
    if let lifetime {
      configuration.lifetime = SessionLifetime(idle: .seconds(lifetime), absolute: .seconds(6 * lifetime))
    }
    return configuration
  }
}

/// What processes keep between operations.
struct RoundMemory: Codable, Hashable, Sendable {
  var holdsFiles: Bool
  var remembersLoads: Bool
}

/// What happens to the workers, and how often.
struct RoundSignals: Codable, Hashable, Sendable {
  /// Whether they are killed; of a strategy that is not kill-safe they are only stopped.
  var kills: Bool
  /// Microseconds from one signal to the next, on average.
  var pause: Double
  /// One of so many is a stop.
  var stopShare: Int
}

/// What became of a round.
struct RoundAnswer: Codable, Hashable, Sendable {
  var kills = 0
  var killsInside = 0
  var stops = 0
  /// Workers that ended although nobody had killed them, in words.
  var crashes: [String] = []
  /// Workers that did not end when they were told to.
  var stuck = 0
  /// Why there was no store.
  var refusal: String?
  var nanoseconds: Int64 = 0
}
