#if CommandLineTool
internal import Foundation
internal import Synchronization

/// Cleans up and leaves when the user or the system ends the program.
final class Interruption {
  private let sources: [any DispatchSourceSignal]
  private let hasBegun: Flag

  init(_ cleanUp: @escaping @Sendable () -> Void) {
    let hasBegun = Flag()
    self.hasBegun = hasBegun
    // A worker that died must not take its parent along when that writes to it.
    _ = signal(SIGPIPE, SIG_IGN)
    sources = [SIGINT, SIGTERM].map { number in
      // The default action would come first.
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        hasBegun.raise()
        cleanUp()
        exit(ExitStatus.interrupted.rawValue)
      }
      source.resume()
      return source
    }
  }

  /// Ends the watch. Where an interruption has begun, it never returns: what failed did so because of that, and the
  /// interruption is about to end the program.
  func end() {
    for source in sources { source.cancel() }
    while hasBegun.isRaised { pause() }
  }
}

private final class Flag: Sendable {
  private let state = Atomic<Bool>(false)

  func raise() { state.store(true, ordering: .releasing) }

  var isRaised: Bool { state.load(ordering: .acquiring) }
}
#endif
