internal import CFileSessions
internal import CLab
internal import FileSessions
internal import Lab

/// Now and then lets others go first: before a file call it gives up the processor or sleeps for a moment. So the
/// windows that a strategy leaves open between two calls become wide enough to be hit within seconds.
struct Yielding: CallInterceptor {
  private let dice: SharedDice

  init(seed: UInt64) { dice = SharedDice(seed: seed) }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    switch request {
    // No calls that another process could see.
    case .holder, .now, .random, .forkGeneration, .heldDescriptor, .recall, .enterTurn, .leaveTurn: break
    default: pause()
    }
    return perform(request)
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
}
