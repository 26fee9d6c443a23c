internal import Foundation
package import Lab
internal import Synchronization

/// Starts the worker processes of a phase, lets them begin together, and takes their answers.
package struct WorkerCrew: Sendable {
  /// How long after its time a worker may still be at work: it may wait for locks and has an answer to write.
  private static var patience: Double { 60 }
  /// From the start signal to the start, so that it reaches all of them before.
  private static var headStart: Int64 { 20_000_000 }

  private let place: Workplace
  private let executable: String
  private let arguments: [String]

  /// - Parameter arguments: those that make `executable` a worker.
  package init(_ place: Workplace, executable: String, arguments: [String]) {
    (self.place, self.executable, self.arguments) = (place, executable, arguments)
  }

  /// Starts one worker per assignment, and returns their answers in the same order.
  func run<Answer: Decodable>(_ assignments: [WorkerAssignment], for _: Answer.Type) async throws -> [Answer] {
    let workers = try start(assignments)
    defer { place.end(workers) }
    let watchdog = Watchdog(seconds: (assignments.first?.seconds ?? 0) + Self.patience) { [place] in place.end(workers)
    }
    defer { watchdog.cancel() }
    do {
      for (worker, assignment) in zip(workers, assignments) {
        try await worker.send(try JSONEncoder().encode(assignment))
      }
      for worker in workers { try await expectReady(worker) }
      let signal = try JSONEncoder().encode(StartSignal(start: Moment.now + Self.headStart))
      for worker in workers { try await worker.send(signal) }
      var answers: [Answer] = []
      for worker in workers {
        answers.append(try JSONDecoder().decode(Answer.self, from: try await worker.receive()))
      }
      for worker in workers { await worker.finish() }
      return answers
    } catch {
      throw watchdog.hasBarked ? LabFailure.environment("a worker did not end in time") : error
    }
  }

  private func start(_ assignments: [WorkerAssignment]) throws -> [WorkerProcess] {
    var workers: [WorkerProcess] = []
    do {
      for assignment in assignments {
        workers.append(try place.start("worker \(assignment.worker)", executable, arguments))
      }
    } catch {
      place.end(workers)
      throw error
    }
    return workers
  }

  private func expectReady(_ worker: WorkerProcess) async throws {
    guard try await worker.receive() == Data(WorkerSignal.ready.utf8) else {
      throw LabFailure.environment("\(worker.name) said something else than that it is ready")
    }
  }
}

/// Ends workers that do not end: their parent then finds them dead instead of waiting for ever.
private final class Watchdog: Sendable {
  private enum State { case waiting, cancelled, barked }

  private let state = Mutex(State.waiting)

  init(seconds: Double, _ end: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "watchdog").asyncAfter(deadline: .now() + seconds) { [weak self] in
      if self?.bark() == true { end() }
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
