#if CommandLineTool
internal import CFileSessions
package import FileSessions

/// A system that now and then lets others go first: before a file call it gives up the processor or sleeps for a
/// moment. So the windows that a strategy leaves open between two calls become wide enough to be hit within seconds.
///
/// Turns, clocks and random numbers are passed on as they are: they are no calls that another process could see.
package struct YieldingSystem<Base: SystemCalls>: AnsweringSystem {
  private let base: Base
  private let dice: SharedDice

  package init(_ base: Base, seed: UInt64) {
    self.base = base
    dice = SharedDice(seed: seed)
  }

  /// Of 64 calls 8 yield and 8 sleep, for up to 200 us.
  private func pause() {
    let roll = dice.next()
    switch roll & 63 {
    case 0..<8: file_sessions_yield()
    case 8..<16: file_sessions_sleep(Int64((roll >> 6) % 200_000))
    default: break
    }
  }

  package func answer(_ request: SystemRequest) -> SystemResult {
    if request.concernsOthers { pause() }
    return base.perform(request)
  }

  /// Lets others go between two entries as well.
  package func list(_ directory: CInt, _ body: (EntryName?) -> Bool) -> CInt {
    pause()
    return base.list(directory) { entry in
      pause()
      return body(entry)
    }
  }

  package func ticket(for domain: LockDomain, _ mode: LockMode) -> TurnTicket { base.ticket(for: domain, mode) }
}
#endif
