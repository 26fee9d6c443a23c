#if Demo
internal import Synchronization

/// What one server process answered, subject by subject.
final class LoadTally: Sendable {
  struct Counts: Codable, Sendable {
    /// Changes that were answered with 200, session by session.
    var acknowledged: [Int: Int] = [:]
    /// Requests whose session was not there.
    var absent = 0
    /// Requests that got the session of somebody else.
    var mixedUp = 0
    /// Whose logout was answered with 200.
    var ended: Set<Int> = []
  }

  private let counts = Mutex(Counts())
  private let running = Atomic<Int>(0)

  func count(_ change: (inout Counts) -> Void) { counts.withLock { change(&$0) } }
  var now: Counts { counts.withLock { $0 } }
  /// Requests that have begun and not ended.
  var inFlight: Int { running.load(ordering: .acquiring) }
  func begin() { running.add(1, ordering: .acquiringAndReleasing) }
  func end() { running.subtract(1, ordering: .acquiringAndReleasing) }

  func reset() { counts.withLock { $0 = Counts() } }
}
#endif
