#if Hummingbird
internal import FileSessions
internal import Synchronization

/// Sessions that are deleted when whoever holds them lets them go: one task for each, however often it is logged out.
final class PendingDeletes: Sendable {
  private let ids = Mutex<Set<SessionID>>([])

  /// - Returns: `false` where another task is at it.
  func begin(_ id: SessionID) -> Bool { ids.withLock { $0.insert(id).inserted } }

  func end(_ id: SessionID) { _ = ids.withLock { $0.remove(id) } }
}
#endif
