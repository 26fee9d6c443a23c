#if CommandLineTool
internal import CFileSessions
internal import Foundation

/// The life of a worker process: read the assignment, open the store, say so, wait for the start, work, answer.
package enum Worker {
  /// - Throws: what kept it from its work. What happens to sessions is in its answer.
  package static func run() async throws {
    let channel = LineChannel(input: FileHandle.standardInput.fileDescriptor, output: .standardOutput)
    guard let line = channel.receive() else {
      throw ComparisonFailure.wrongUse("compare-worker is started by compare, which tells it what to do")
    }
    guard let assignment = try? JSONDecoder().decode(WorkerAssignment.self, from: line) else {
      throw ComparisonFailure.wrongUse("compare-worker was told something that it does not understand")
    }
    switch assignment.phase {
    case .timed:
      let worker = try TimedWorker(assignment)
      let start = try awaitStart(channel)
      try channel.send(try JSONEncoder().encode(await worker.run(from: start)))
    case .catching:
      let worker = try CatchWorker(assignment)
      let start = try awaitStart(channel)
      try channel.send(try JSONEncoder().encode(worker.run(from: start)))
    }
  }

  private static func awaitStart(_ channel: LineChannel) throws -> Int64 {
    try channel.send(Data(WorkerSignal.ready.utf8))
    guard let line = channel.receive() else { throw ComparisonFailure.environment("the start never came") }
    let start = try JSONDecoder().decode(StartSignal.self, from: line).start
    leaveWithParent(FileHandle.standardInput.fileDescriptor)
    let rest = start - Moment.now
    if rest > 0 { file_sessions_sleep(rest) }
    return start
  }

  /// The parent keeps this worker's input open for as long as it lives; nothing more is said there.
  private static func leaveWithParent(_ input: CInt) {
    Thread.detachNewThread {
      let channel = LineChannel(input: input, output: .standardError)
      while channel.receive() != nil {}
      _exit(3)
    }
  }
}
#endif
