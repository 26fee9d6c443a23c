internal import CFileSessions
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
