/// What came out of a load, as it is written to a file.
struct LoadTestReport: Codable, Sendable {
  var date: String
  var processor: String
  var processors: Int
  var kernel: String
  var fileSystem: String
  var secondsPerRound: Int
  var connections: Int
  var rows: [LoadTestRow] = []
  /// Requests that were answered under the sound strategies in files.
  var soundRequests = 0

  /// Whether a strategy that promises to lose nothing lost something.
  var isSound: Bool { rows.allSatisfy { !$0.subject.isSound || $0.faults.isNone } }
}

/// One subject in one setting, over all rounds.
struct LoadTestRow: Codable, Sendable {
  var subject: LoadTestSubject
  var processes: Int
  var sessions: Int
  /// Whether some requests were logouts.
  var withLogouts: Bool
  /// One for each round.
  var perSecond: [Double] = []
  /// Milliseconds; of two clients the worse.
  var p50: [Double] = []
  var p99: [Double] = []
  var requests = 0
  /// Requests per second as a part of the baseline's, round by round.
  var ofBaseline: [Double] = []
  var faults = LoadTestFaults()
}

extension [LoadTestRow] {
  /// Requests that were answered under the sound strategies in files.
  var soundRequests: Int {
    filter { $0.subject.isSound && $0.subject.strategy != nil }.reduce(0) { $0 + $1.requests }
  }
}

/// What a session store must not do.
struct LoadTestFaults: Codable, Sendable {
  /// Changes that were acknowledged and are not there.
  var lost = 0
  /// Requests that found no session although nobody had ended one.
  var notFound = 0
  /// Requests that were answered with an error, where nobody logs out.
  var refused = 0
  /// Sessions that nobody ended and that are gone.
  var dropped = 0
  /// Sessions that were ended and are there.
  var revived = 0
  /// Requests that got somebody else's session.
  var mixedUp = 0
  /// Connections that failed.
  var failures = 0

  var isNone: Bool { lost + notFound + refused + dropped + revived + mixedUp + failures == 0 }
}

/// How long a load goes on, and over what.
struct LoadTestPlan: Sendable {
  var rounds = 5
  var seconds = 3
  var connections = 64
  var sessionCounts = [16, 10_000]
  var processCounts = [1, 2]
  /// One request of so many is a logout, in the runs that look for sessions that come back.
  var logouts = 200
  /// How many requests the sound strategies have to answer in all, before the logouts end.
  var soundRequests = 500_000

  static let quick = LoadTestPlan(rounds: 1, seconds: 1, soundRequests: 0)
}
