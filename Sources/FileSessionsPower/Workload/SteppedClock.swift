internal import FileSessions
internal import Synchronization

/// A clock that moves when it is told to: deadlines can be compared, and nothing expires for being slow.
final class SteppedClock: Sendable {
  private let nanoseconds: Atomic<Int64>

  init() { nanoseconds = Atomic(SessionClock.system.now().nanosecondsSince1970) }

  var now: Timestamp { Timestamp(nanosecondsSince1970: nanoseconds.load(ordering: .relaxed)) }

  func advance(by seconds: Int64) { nanoseconds.add(seconds * 1_000_000_000, ordering: .relaxed) }

  var clock: SessionClock { .custom { self.now } }
}
