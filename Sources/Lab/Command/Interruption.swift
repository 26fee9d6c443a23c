internal import Foundation
internal import Synchronization

/// Notes that the user or the system ends the program, and stops what it does. What was stopped cleans up as after
/// any other failure: a handler that removed files itself would race with who still makes them.
package final class Interruption {
  private static let signals = [SIGINT, SIGTERM]
  /// How long after a signal work may take to come to its end, before it is left where it stands.
  private static let patience = 1.5

  private let note = Note()
  private let sources: [any DispatchSourceSignal]
  /// Left when the last source is set up: a signal that comes before is ignored.
  private let registration = DispatchGroup()

  private init() {
    // A queue of its own: work that computes without a pause may have all threads of the common ones.
    let queue = DispatchQueue(label: "signals")
    sources = Self.signals.map { [note, registration] number in
      // The default action would come first. Children inherit this: who interrupts all of them from a terminal leaves
      // it to this process to end them.
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { note.take(number) }
      registration.enter()
      source.setRegistrationHandler { registration.leave() }
      source.resume()
      return source
    }
  }

  /// Does the work of a command that takes long. Whether it comes to an end, fails, or is ended by SIGINT or SIGTERM:
  /// afterwards no child runs and the directories are as they were before. A signal takes at most two seconds, but
  /// for what a file system needs to remove a million files.
  /// - Throws: `ExitStatus` after a signal; what failed then did so because of that.
  package static func run<Value: Sendable>(
    _ work: @escaping @Sendable (Workplace) async throws -> Value
  ) async throws -> Value {
    let (interruption, place) = (Interruption(), Workplace())
    defer { interruption.end() }
    await withCheckedContinuation { ready in
      interruption.registration.notify(queue: .global()) { ready.resume() }
    }
    let task = Task { try await work(place) }
    interruption.note.whenTaken { status in
      DispatchQueue(label: "work that does not stop").asyncAfter(deadline: .now() + patience) {
        place.close()
        place.abandon()
        place.clear()
        _exit(status.rawValue)
      }
      task.cancel()
      place.close()
    }
    let outcome = await task.result
    place.close()
    place.clear()
    if let status = interruption.note.status { throw status }
    return try outcome.get()
  }

  /// From here on a signal ends the program as it would any other; but where one has come, the program is about to
  /// leave with a status of its own.
  private func end() {
    for source in sources { source.cancel() }
    guard note.status == nil else { return }
    for number in Self.signals { _ = signal(number, SIG_DFL) }
  }
}

/// Which signal came first, and what it is to stop.
private final class Note: Sendable {
  private struct State {
    var status: ExitStatus?
    var stop: (@Sendable (ExitStatus) -> Void)?
  }

  private let state = Mutex(State())

  /// What to leave with; `nil` as long as there was no signal.
  var status: ExitStatus? { state.withLock { $0.status } }

  func take(_ signal: Int32) {
    let status = signal == SIGTERM ? ExitStatus.terminated : .interrupted
    let stop = state.withLock { state -> (@Sendable (ExitStatus) -> Void)? in
      guard state.status == nil else { return nil }
      state.status = status
      return state.stop
    }
    stop?(status)
  }

  /// What to do when the first signal comes; at once if it has come already.
  func whenTaken(_ stop: @escaping @Sendable (ExitStatus) -> Void) {
    let taken = state.withLock { state in
      state.stop = stop
      return state.status
    }
    if let taken { stop(taken) }
  }
}
