#if CommandLineTool
internal import Foundation
internal import Synchronization

/// Notes that the user or the system ends the program, and stops what it does. Whoever was stopped cleans up as after
/// any other failure: a handler that removed files itself would race with who still makes them.
package final class Interruption {
  private static let signals = [SIGINT, SIGTERM]

  private let note = Note()
  private let sources: [any DispatchSourceSignal]

  package init() {
    // A worker that died must not take its parent along when that writes to it.
    _ = signal(SIGPIPE, SIG_IGN)
    sources = Self.signals.map { [note] number in
      // The default action would come first. Workers inherit this: who interrupts all of them from a terminal leaves it
      // to this process to end them.
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { note.take(number) }
      source.resume()
      return source
    }
  }

  /// What to do when the first signal comes; at once if it has come already.
  package func whenBegun(_ stop: @escaping @Sendable () -> Void) { note.whenTaken(stop) }

  /// What to leave with; `nil` as long as there was no signal.
  package var status: ExitStatus? { note.signal.map { $0 == SIGTERM ? .terminated : .interrupted } }

  /// From here on a signal ends the program as it would any other; but where one has come, the program is about to
  /// leave with a status of its own.
  package func end() {
    for source in sources { source.cancel() }
    guard status == nil else { return }
    for number in Self.signals { _ = signal(number, SIG_DFL) }
  }
}

/// Which signal came first, and what it is to stop.
private final class Note: Sendable {
  private struct State {
    var signal: Int32?
    var stop: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  var signal: Int32? { state.withLock { $0.signal } }

  func take(_ signal: Int32) {
    let stop = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.signal == nil else { return nil }
      state.signal = signal
      return state.stop
    }
    stop?()
  }

  func whenTaken(_ stop: @escaping @Sendable () -> Void) {
    let isTaken = state.withLock { state in
      state.stop = stop
      return state.signal != nil
    }
    if isTaken { stop() }
  }
}
#endif
