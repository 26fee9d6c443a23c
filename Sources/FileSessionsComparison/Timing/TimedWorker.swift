internal import FileSessions
internal import Lab

/// One process of the timed phase: the store as applications use it, with several tasks on the concurrent pool.
struct TimedWorker {
  private let assignment: WorkerAssignment
  private let store: FileSessionStore

  init(_ assignment: WorkerAssignment) throws {
    self.assignment = assignment
    store = try FileSessionStore(directory: assignment.directory, configuration: try assignment.configuration())
  }

  func run(from start: Int64) async -> TimedLog {
    let end = start + Moment.nanoseconds(assignment.seconds)
    return await withTaskGroup(of: TimedLog.self) { group in
      for number in 0..<assignment.tasks {
        group.addTask { [store, assignment] in
          var task = TimedTask(store, assignment, task: number)
          return await task.run(until: end)
        }
      }
      var log = TimedLog(sessions: assignment.sessions)
      for await part in group { log.add(part) }
      return log
    }
  }
}
