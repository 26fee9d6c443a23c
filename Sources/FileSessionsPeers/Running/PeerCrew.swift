#if Peers
internal import FileSessionsComparison
internal import Foundation
internal import Synchronization

/// The processes that run at present, so that an interrupted run can end them: workers, and Redis.
final class PeerCrew: Sendable {
  private let running = Mutex<(workers: [WorkerProcess], servers: [RedisServer], isClosed: Bool)>(([], [], false))

  /// - Throws: `ComparisonFailure` where it cannot be started, or where all are being ended.
  func start(_ executable: String, _ arguments: [String]) throws -> WorkerProcess {
    try running.withLock { running in
      try Self.check(running.isClosed)
      let worker = try WorkerProcess(number: running.workers.count, executable: executable, arguments: arguments)
      running.workers.append(worker)
      return worker
    }
  }

  func start(_ server: @autoclosure () throws -> RedisServer) throws -> RedisServer {
    try running.withLock { running in
      try Self.check(running.isClosed)
      let server = try server()
      running.servers.append(server)
      return server
    }
  }

  /// Ends all of them, and starts none any more. Returns when they are gone.
  func close() async {
    let (workers, servers) = running.withLock { running in
      running.isClosed = true
      return (running.workers, running.servers)
    }
    for worker in workers { worker.kill() }
    for server in servers { await server.stop() }
    for worker in workers { worker.killAndWait() }
  }

  /// Ends some workers.
  func end(_ ended: [WorkerProcess]) {
    for worker in ended { worker.killAndWait() }
    running.withLock { running in running.workers.removeAll { worker in ended.contains { $0 === worker } } }
  }

  func end(_ server: RedisServer) async {
    await server.stop()
    running.withLock { running in running.servers.removeAll { $0 === server } }
  }

  private static func check(_ isClosed: Bool) throws {
    if isClosed { throw ComparisonFailure.environment("the run was interrupted") }
  }
}

extension WorkerProcess {
  func ask(_ request: WorkerRequest) async throws -> WorkerAnswer {
    try await tell(request)
    return try await hear()
  }

  func tell(_ request: WorkerRequest) async throws { try await send(try JSONEncoder().encode(request)) }

  func hear() async throws -> WorkerAnswer {
    let answer = try JSONDecoder().decode(WorkerAnswer.self, from: try await receive())
    if let error = answer.error { throw ComparisonFailure.environment(error) }
    return answer
  }

  func value(_ request: WorkerRequest) async throws -> Int64 {
    guard let value = try await ask(request).value else {
      throw ComparisonFailure.environment("worker \(number) answered nothing to \(request.verb)")
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
#endif
