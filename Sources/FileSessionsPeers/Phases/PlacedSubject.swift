internal import Lab

/// A subject, with the processes that have it open.
struct PlacedSubject: Sendable {
  var subject: PeerSubject
  var team: [WorkerProcess]
  /// Of the store, or of a server's socket.
  var directory: String

  /// Operations per second of the first `processes` of its team, doing `count` each.
  func rate(
    _ operation: PeerOperation, processes: Int, count: Int, seed: UInt64, key: String? = nil
  ) async throws -> Double {
    var request = WorkerRequest(.run, key: key ?? subject.name)
    request.operation = operation.isDurable ? PeerOperation.save.rawValue : operation.rawValue
    request.count = count
    request.threads = operation.threads
    if processes > 1 { request.start = Moment.now + Moment.nanoseconds(0.0015) }
    let answers = try await Array(team.prefix(processes)).ask { number in
      var request = request
      request.seed = seed &+ UInt64(number) &* 0x9e37_79b9
      return request
    }
    let slowest = answers.compactMap(\.value).max() ?? 0
    guard slowest > 0 else { throw LabFailure.environment("\(subject.title) took no time at all") }
    return Double(processes * (count / operation.threads) * operation.threads) / Double(slowest) * 1e9
  }

  /// How many operations take so long, found by doing them, which warms up what can be.
  func count(_ operation: PeerOperation, filling nanoseconds: Int64, key: String? = nil) async throws -> Int {
    let least = operation.threads > 1 ? operation.threads : 2
    var count = least
    while true {
      let rate = try await rate(operation, processes: 1, count: count, seed: 1, key: key)
      let fitting = rate * Double(nanoseconds) / 1e9
      if Double(count) >= fitting / 2 { return max(least, Int(fitting)) }
      count = min(Int(fitting) + 1, 8 * count)
    }
  }

  func request(_ verb: WorkerRequest.Verb, _ plan: PeersPlan) -> WorkerRequest {
    var request = WorkerRequest(verb, key: subject.name)
    request.subject = subject.name
    request.directory = directory
    request.sessions = plan.sessions
    request.payload = plan.payload
    request.last = plan.sessions
    return request
  }
}
