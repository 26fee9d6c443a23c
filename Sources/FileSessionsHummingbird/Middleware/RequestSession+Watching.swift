#if Hummingbird
internal import FileSessions
internal import Synchronization

/// For bodies that are streamed and for WebSockets, which live longer than the request that they began with.
extension RequestSession {
  /// The session's value as it is saved now, asked anew; `nil` where the session has ended, and where there was none
  /// when the handler returned. It can be asked after that, too.
  ///
  /// Another request that moves the session to a new id (`rotate`) ends it for this one, after `rotationGrace`: the
  /// client has to come again with its new cookie.
  /// - Throws: as `value`.
  public func currentValue() async throws -> Value? {
    try await load(.accessed)
    let (origin, base) = state.withLock { ($0.origin, $0.base) }
    guard let origin, let base else { return nil }
    return try await find(base.id, origin)?.envelope.value
  }

  /// Returns when the session has ended: it was logged out, has expired, or has moved to another id.
  /// - Parameter interval: how often it is looked up, in memory that processes share where the store has that.
  /// - Throws: as `value`; `CancellationError`.
  public func waitForEnd(asking interval: Duration = .seconds(1)) async throws {
    while try await currentValue() != nil { try await Task.sleep(for: interval) }
  }
}
#endif
