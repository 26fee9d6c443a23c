import FileSessions

/// A task that holds a session's lock until it is told to let go.
struct Holder {
  private let end = Signal()
  private let task: Task<Void, any Error>

  /// Returns when the lock is held.
  init(_ core: WatchedCore, _ id: SessionID, shared: Bool = false) async {
    let (held, end) = (Signal(), end)
    // Detached: what holds the lock is not the task that tests.
    task = Task.detached {
      if shared {
        try await core.withSharedLock(id, timeout: nil) { _ in
          held.give()
          await end.wait()
        }
      } else {
        try await core.withLock(id, timeout: nil) { _ in
          held.give()
          await end.wait()
        }
      }
    }
    await held.wait()
  }

  /// Returns when the lock is given up.
  func release() async throws {
    end.give()
    try await task.value
  }
}
