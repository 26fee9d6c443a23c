#if Hummingbird
import FileSessions
import Synchronization

/// A clock that moves only when a test moves it.
final class ManualClock: Sendable {
  /// A day in November 2023: any time does, but not 1970, where a subtraction could go below zero unnoticed.
  private let time = Mutex(Timestamp(nanosecondsSince1970: 1_700_000_000_000_000_000))

  var now: Timestamp { time.withLock { $0 } }

  func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }

  var sessionClock: SessionClock { .custom { self.now } }
}
#endif
