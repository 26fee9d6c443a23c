#if Hummingbird
internal import FileSessions
internal import Synchronization

/// Sessions that are deleted when the request that holds them lets them go: one task each, however often they are
/// logged out.
final class PendingDeletes: Sendable {
  private let ids = Mutex<Set<SessionID>>([])

  /// - Returns: `false` where another task is at it.
  func begin(_ id: SessionID) -> Bool { ids.withLock { $0.insert(id).inserted } }

  func end(_ id: SessionID) { _ = ids.withLock { $0.remove(id) } }
}
#endif
