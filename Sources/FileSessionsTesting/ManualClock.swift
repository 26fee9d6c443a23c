public import FileSessions
internal import Synchronization

/// A clock that stands still until it is moved: expiry can be tested without waiting.
public final class ManualClock: Sendable {
  private let time: Mutex<Timestamp>

  /// - Parameter start: the first time it tells; by default in November 2023.
  public init(start: Timestamp = Timestamp(nanosecondsSince1970: 1_700_000_000_000_000_000)) { time = Mutex(start) }

  /// The time it tells.
  public var now: Timestamp { time.withLock { $0 } }

  /// What a store is to be opened with.
  public var sessionClock: SessionClock { .custom { self.now } }

  /// Moves the clock on, or back where `duration` is negative.
  public func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}
