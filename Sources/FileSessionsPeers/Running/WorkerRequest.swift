/// What a worker is told, as one line of JSON. PHP and Python understand those that concern them.
struct WorkerRequest: Codable, Sendable {
  enum Verb: String, Codable, Sendable {
    case open, populate, run, sum, close
    case sweep, scan, contend
    case holdShared = "hold_shared"
    case resident, versions, cookie
  }

  var verb: Verb
  /// Which of the opened subjects.
  var key = ""
  var subject = ""
  var directory = ""
  var sessions = 0
  var payload = 0
  var first = 0
  var last = 0
  var operation = ""
  var count = 0
  var threads = 1
  var seed: UInt64 = 0
  /// On `CLOCK_MONOTONIC`, to begin together; 0 for at once.
  var start: Int64 = 0
  var end: Int64 = 0
  var hold: Int64 = 0
  var pause: Int64 = 0

  /// What makes this program one that understands it.
  static let workerArguments = ["peers", "worker"]

  init(_ verb: Verb, key: String = "") {
    self.verb = verb
    self.key = key
  }
}

/// What a worker answers.
struct WorkerAnswer: Codable, Sendable {
  var value: Int64?
  /// Nanoseconds.
  var values: [Int64]?
  var texts: [String: String]?
  var error: String?
}
