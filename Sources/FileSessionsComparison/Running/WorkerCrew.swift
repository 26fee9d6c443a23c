#if CommandLineTool
internal import Foundation
internal import Synchronization

/// The worker processes that run at present, so that an interrupted comparison can end them.
package final class WorkerCrew: Sendable {
  /// How long after its time a worker may still be at work: it may wait for locks and has an answer to write.
  private static var patience: Double { 60 }
  /// From the start signal to the start, so that it reaches all of them before.
  private static var headStart: Int64 { 20_000_000 }

  private let executable: String
  private let arguments: [String]
  private let running = Mutex<(workers: [WorkerProcess], isClosed: Bool)>(([], false))

  /// - Parameter arguments: those that make `executable` a worker.
  package init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// Ends all workers, and starts none any more.
  package func close() {
    running.withLock { $0.isClosed = true }
    killAll()
  }

  /// Ends all workers, by their process ids, and returns when they are gone: also where another thread is ending them.
  fileprivate func killAll() {
    let workers = running.withLock { $0.workers }
    for worker in workers { worker.kill() }
    for worker in workers { worker.killAndWait() }
    running.withLock { running in running.workers.removeAll { ended in workers.contains { $0 === ended } } }
  }

  /// Starts one worker per assignment, lets them begin together and returns their answers, in the same order.
  func run<Answer: Decodable>(_ assignments: [WorkerAssignment], for _: Answer.Type) async throws -> [Answer] {
    let watchdog = Watchdog(self, seconds: (assignments.first?.seconds ?? 0) + Self.patience)
    defer { watchdog.cancel() }
    do {
      var workers: [WorkerProcess] = []
      for assignment in assignments { workers.append(try await start(assignment)) }
      for worker in workers { try await expectReady(worker) }
      let signal = try JSONEncoder().encode(StartSignal(start: Moment.now + Self.headStart))
      for worker in workers { try await worker.send(signal) }
      var answers: [Answer] = []
      for worker in workers {
        answers.append(try JSONDecoder().decode(Answer.self, from: try await worker.receive()))
      }
      for worker in workers { await worker.finish() }
      running.withLock { $0.workers = [] }
      return answers
    } catch {
      killAll()
      throw watchdog.hasBarked ? ComparisonFailure.environment("a worker did not end in time") : error
    }
  }

  private func start(_ assignment: WorkerAssignment) async throws -> WorkerProcess {
    // Under the lock, so that who closes the crew ends this one too.
    let worker = try running.withLock { running in
      guard !running.isClosed else { throw ComparisonFailure.environment("the comparison was interrupted") }
      let worker = try WorkerProcess(number: assignment.worker, executable: executable, arguments: arguments)
      running.workers.append(worker)
      return worker
    }
    try await worker.send(try JSONEncoder().encode(assignment))
    return worker
  }

  private func expectReady(_ worker: WorkerProcess) async throws {
    let line = try await worker.receive()
    guard line == Data(WorkerSignal.ready.utf8) else {
      throw ComparisonFailure.environment("worker \(worker.number) said something else than that it is ready")
    }
  }
}

/// Kills workers that do not end: their parent then finds them dead instead of waiting for ever.
private final class Watchdog: Sendable {
  private enum State { case waiting, cancelled, barked }

  private let state = Mutex(State.waiting)

  init(_ crew: WorkerCrew, seconds: Double) {
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
      if self?.bark() == true { crew.killAll() }
    }
  }

  func cancel() { state.withLock { if $0 == .waiting { $0 = .cancelled } } }

  var hasBarked: Bool { state.withLock { $0 == .barked } }

  private func bark() -> Bool {
    state.withLock { state in
      guard state == .waiting else { return false }
      state = .barked
      return true
    }
  }
}
#endif
