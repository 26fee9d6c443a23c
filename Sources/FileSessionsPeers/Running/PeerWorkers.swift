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
