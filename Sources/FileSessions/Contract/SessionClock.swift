internal import CFileSessions

/// Where a store takes the time from that deadlines are compared with.
public struct SessionClock: Sendable {
  private let closure: (@Sendable () -> Timestamp)?

  private init(_ closure: (@Sendable () -> Timestamp)?) { self.closure = closure }

  /// The wall clock of the system (`CLOCK_REALTIME`), which all processes of a host share.
  public static let system = SessionClock(nil)

  /// A clock of your own, for tests. All users of one directory have to agree on it.
  public static func custom(_ now: @escaping @Sendable () -> Timestamp) -> SessionClock { SessionClock(now) }

  /// The time by this clock.
  public func now() -> Timestamp {
    closure?() ?? Timestamp(nanosecondsSince1970: file_sessions_wall_clock())
  }

  /// Whether file times, which the system sets, are of this clock.
  var isSystem: Bool { closure == nil }
}
