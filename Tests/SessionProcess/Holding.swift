import FileSessions
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Keeps a session's lock until it is told to let go.
final class Holding: Sendable {
  private let end = Mutex<CheckedContinuation<Void, Never>?>(nil)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Returns when the lock is held.
  static func start(_ core: Core, _ id: SessionID, shared: Bool) async throws -> Holding {
    let holding = Holding()
    try await withCheckedThrowingContinuation { (granted: CheckedContinuation<Void, any Error>) in
      let task = Task.detached {
        do {
          if shared {
            try await core.withSharedLock(id, timeout: nil) { _ in await holding.hold(granted) }
          } else {
            try await core.withLock(id, timeout: nil) { _ in await holding.hold(granted) }
          }
        } catch {
          // Nothing in the closure throws: it never ran.
          granted.resume(throwing: error)
        }
      }
      holding.task.withLock { $0 = task }
    }
    return holding
  }

  private func hold(_ granted: CheckedContinuation<Void, any Error>) async {
    await withCheckedContinuation { continuation in
      end.withLock { $0 = continuation }
      granted.resume()
    }
  }

  /// Saves two payloads under the lock, in turns, until the process is killed. Returns when the first save is done.
  static func saveInTurns(_ first: [UInt8], _ second: [UInt8], for id: SessionID, _ core: Core) async throws {
    try await withCheckedThrowingContinuation { (saved: CheckedContinuation<Void, any Error>) in
      Task.detached {
        var hasSaved = false
        do {
          try await core.withLock(id, timeout: nil) { session in
            _ = try await session.save(first)
            hasSaved = true
            saved.resume()
            while true {
              _ = try await session.save(second)
              _ = try await session.save(first)
            }
          }
        } catch {
          guard hasSaved else { return saved.resume(throwing: error) }
          // Nobody waits for an answer by now, only for the end.
          say(answer(to: error))
          exit(1)
        }
      }
    }
  }

  /// Returns when the lock is given up.
  func release() async {
    end.withLock { $0.take() }?.resume()
    await task.withLock { $0 }?.value
  }
}
