internal import FileSessions
internal import Foundation
internal import Lab

/// A process with two clients on one store, each on a thread of its own: one that calls the blocking verbs, and one that
/// calls the asynchronous ones.
enum ChaosWorker {
  enum Status: Int32 { case stopped = 0, refused = 9 }

  /// Works until it is told to stop or killed.
  static func run(_ assignment: RoundAssignment, _ log: OperationLog, worker: Int, seed: UInt64) -> Status {
    guard let store = try? open(assignment, log) else { return .refused }
    let first = worker * RoundAssignment.clientsPerWorker
    let (blocking, asynchronous) = (
      ChaosClient(
        store, BlockingCalls(store: store), log, client: first, sessions: assignment.sessions, seed: seed),
      ChaosClient(
        store, AsynchronousCalls(store: store), log, client: first + 1, sessions: assignment.sessions, seed: ~seed)
    )
    let other = OtherThread { [asynchronous] in
      var client = asynchronous
      await client.run()
    }
    ThreadExecutor.run { [blocking] in
      var client = blocking
      await client.run()
    }
    other.wait()
    return .stopped
  }

  static func open(_ assignment: RoundAssignment, _ log: OperationLog) throws -> FileSessionStore {
    var configuration = try assignment.configuration()
    configuration.observer = { event in
      switch event.kind {
      case .lockWait: log.add(.waits)
      case .lockTimeout: log.add(.timeouts)
      default: break
      }
    }
    return try FileSessionStore(directory: assignment.directory, configuration: configuration)
  }
}

/// A thread that runs a task, and can be waited for.
private struct OtherThread {
  private let end = DispatchSemaphore(value: 0)

  init(_ work: @escaping @Sendable () async -> Void) {
    Thread.detachNewThread { [end] in
      ThreadExecutor.run(work)
      end.signal()
    }
  }

  func wait() { end.wait() }
}
