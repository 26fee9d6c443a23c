import FileSessions
import Synchronization

/// Keeps what a store's observer was told.
final class EventLog: Sendable {
  private let kinds = Mutex<[StoreEvent.Kind]>([])

  var all: [StoreEvent.Kind] { kinds.withLock { $0 } }

  func count(_ kind: StoreEvent.Kind) -> Int { all.count { $0 == kind } }

  func note(_ kind: StoreEvent.Kind) { kinds.withLock { $0.append(kind) } }
}
