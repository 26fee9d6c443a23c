internal import CFileSessions
internal import CLab
internal import FileSessions
internal import Foundation
internal import Lab
internal import Synchronization

/// One process of the catch phase: the store's engine on a system that yields between calls, used by threads of its
/// own, since a thread of the concurrent pool must not sleep.
struct CatchWorker {
  private let assignment: WorkerAssignment
  private let core: StoreCore<InterceptedSystem<Kernel, Yielding>>
  private let waits: WaitCount

  init(_ assignment: WorkerAssignment) throws {
    self.assignment = assignment
    let waits = WaitCount()
    self.waits = waits
    var configuration = try assignment.configuration()
    configuration.observer = { event in if event.kind == .lockWait { waits.add() } }
    let localLocks = LocalLockTable()
    core = try StoreCore(
      directory: assignment.directory, configuration: configuration,
      system: InterceptedSystem(Kernel(localLocks: localLocks), Yielding(seed: assignment.seed)),
      localLocks: localLocks)
  }

  func run(from start: Int64) -> CatchLog {
    let end = start + Moment.nanoseconds(assignment.seconds)
    let logs = LogCollection()
    let group = DispatchGroup()
    for number in 0..<assignment.tasks {
      group.enter()
      Thread.detachNewThread { [core, assignment] in
        var task = CatchTask(core, assignment, task: number)
        logs.add(task.run(until: end))
        group.leave()
      }
    }
    group.wait()
    var log = logs.sum
    log.waits = waits.count
    return log
  }
}

/// The logs of the threads that have ended.
private final class LogCollection: Sendable {
  private let log = Mutex(CatchLog())

  func add(_ part: CatchLog) { log.withLock { $0.add(part) } }

  var sum: CatchLog { log.withLock { $0 } }
}

private final class WaitCount: Sendable {
  private let total = Atomic<Int>(0)

  func add() { total.add(1, ordering: .relaxed) }

  var count: Int { total.load(ordering: .relaxed) }
}

/// Now and then lets others go first: before a file call it gives up the processor or sleeps for a moment. So the
/// windows that a strategy leaves open between two calls become wide enough to be hit within seconds.
struct Yielding: CallInterceptor {
  private let dice: SharedDice

  init(seed: UInt64) { dice = SharedDice(seed: seed) }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    if request.concernsOthers { pause() }
    return perform(request)
  }

  /// Of 64 calls 8 yield and 8 sleep, for up to 200 us.
  private func pause() {
    let roll = dice.next()
    switch roll & 63 {
    case 0..<8: file_sessions_yield()
    case 8..<16: file_sessions_sleep(Int64((roll >> 6) % 200_000))
    default: break
    }
  }
}
