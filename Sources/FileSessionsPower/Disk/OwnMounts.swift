internal import CPower
internal import Foundation
internal import Lab
internal import Synchronization

/// A thread with mounts of its own. They go when it ends, and so do loop devices: also when it is killed.
enum OwnMounts {
  private final class Outcome: Sendable {
    let result = Mutex<Result<Void, any Error>>(.success(()))
    let end = DispatchSemaphore(value: 0)
  }

  /// Does all of the work on that thread, and returns when it is done.
  static func run(_ work: @escaping @Sendable () throws -> Void) throws {
    let outcome = Outcome()
    let thread = Thread {
      let result = Result {
        let made = file_sessions_own_mounts()
        guard made == 0 else { throw PowerFileSystem.Unavailable(reason: "no mounts of its own: error \(-made)") }
        try work()
      }
      outcome.result.withLock { $0 = result }
      outcome.end.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
    outcome.end.wait()
    try outcome.result.withLock { try $0.get() }
  }
}
