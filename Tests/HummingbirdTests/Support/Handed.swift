#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import Synchronization
import Testing

/// The session of a request, as a task has it that the request began and does not wait for.
final class Handed: Sendable {
  private let kept = Mutex<RequestSession<Visit>?>(nil)

  func keep(_ session: RequestSession<Visit>) { kept.withLock { $0 = session } }

  func session() throws -> RequestSession<Visit> { try #require(kept.withLock { $0 }) }
}
#endif
