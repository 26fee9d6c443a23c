internal import Foundation
internal import Lab

extension WorkerProcess {
  func ask(_ request: WorkerRequest) async throws -> WorkerAnswer {
    try await tell(request)
    return try await hear()
  }

  func tell(_ request: WorkerRequest) async throws { try await send(try JSONEncoder().encode(request)) }

  func hear() async throws -> WorkerAnswer {
    let answer = try JSONDecoder().decode(WorkerAnswer.self, from: try await receive())
    if let error = answer.error { throw LabFailure.environment(error) }
    return answer
  }

  func value(_ request: WorkerRequest) async throws -> Int64 {
    guard let value = try await ask(request).value else {
      throw LabFailure.environment("\(name) answered nothing to \(request.verb)")
    }
    return value
  }
}

extension [WorkerProcess] {
  /// Tells all of them before it listens to the first.
  func ask(_ request: (Int) -> WorkerRequest) async throws -> [WorkerAnswer] {
    for (number, worker) in enumerated() { try await worker.tell(request(number)) }
    var answers: [WorkerAnswer] = []
    for worker in self { answers.append(try await worker.hear()) }
    return answers
  }
}

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
