internal import FileSessions
internal import Lab

/// One task of the timed phase: an endless mix of loads, updates, saves and creates.
struct TimedTask {
  private struct Torn: Error {}

  /// Created sessions are deleted when there are this many, outside of the timing.
  private static var createdLimit: Int { 1000 }

  private let store: FileSessionStore
  private let assignment: WorkerAssignment
  private let sessions: TimedSessions
  private let stampBase: UInt64
  private var dice: Dice
  private var number: UInt64 = 0
  private var created: [SessionID] = []
  private var log: TimedLog

  init(_ store: FileSessionStore, _ assignment: WorkerAssignment, task: Int) {
    self.store = store
    self.assignment = assignment
    sessions = TimedSessions(count: assignment.sessions, hot: assignment.mix.hot)
    stampBase = UInt64(assignment.worker + 1) << 48 | UInt64(task) << 40
    dice = Dice(seed: assignment.seed &+ UInt64(task) &* 7919)
    log = TimedLog(sessions: assignment.sessions)
  }

  mutating func run(until end: Int64) async -> TimedLog {
    while Moment.now < end {
      switch assignment.mix.choose(&dice) {
      case .load: await load(sessions.chooseLoaded(&dice))
      case .update: await update(sessions.chooseUpdated(&dice))
      case .save: await save(sessions.chooseSaved(&dice))
      case .create: await create()
      }
    }
    return log
  }

  private mutating func load(_ session: Int) async {
    let id = sessions.id(session)
    let begin = Moment.now
    do {
      let snapshot = try await store.load(id)
      log.latencies.record(.load, nanoseconds: Moment.now - begin)
      guard let snapshot else { return log.missing += 1 }
      if !isWhole(snapshot.payload, session) { log.tornReads += 1 }
    } catch { note(error, .load) }
  }

  private mutating func update(_ session: Int) async {
    let (id, stamp, assignment) = (sessions.id(session), nextStamp(), assignment)
    var hasBegun = false
    let begin = Moment.now
    do {
      try await store.update(id) { draft in
        guard Self.isWhole(draft.payload, session, assignment) else { throw Torn() }
        hasBegun = true
        TimedPayload.countUpdate(
          of: assignment.worker, stamp: stamp, processes: assignment.processes, &draft.payload)
      }
      log.latencies.record(.update, nanoseconds: Moment.now - begin)
      log.acknowledged[session] += 1
    } catch {
      if hasBegun { log.uncertain[session] += 1 }
      note(error, .update)
    }
  }

  private mutating func save(_ session: Int) async {
    let id = sessions.id(session)
    let payload = newPayload(session)
    let begin = Moment.now
    do {
      try await store.save(payload, for: id)
      log.latencies.record(.save, nanoseconds: Moment.now - begin)
    } catch { note(error, .save) }
  }

  private mutating func create() async {
    await deleteCreated()
    let payload = newPayload(0)
    let begin = Moment.now
    do {
      let made = try await store.create(payload)
      log.latencies.record(.create, nanoseconds: Moment.now - begin)
      created.append(made.id)
    } catch { note(error, .create) }
  }

  private mutating func deleteCreated() async {
    guard created.count >= Self.createdLimit else { return }
    for id in created {
      do { try await store.delete(id) } catch { log.errors.note(error, in: "delete") }
    }
    created = []
  }

  private mutating func note(_ error: any Error, _ verb: TimedVerb) {
    switch error {
    case is Torn: log.tornReads += 1
    case let error as SessionError where error.code == .corrupt: log.tornReads += 1
    case let error as SessionError where error.code == .notFound: log.missing += 1
    default: log.errors.note(error, in: verb.rawValue)
    }
  }

  private mutating func nextStamp() -> UInt64 {
    number += 1
    return stampBase | number
  }

  private mutating func newPayload(_ session: Int) -> [UInt8] {
    TimedPayload.make(
      session: session, stamp: nextStamp(), processes: assignment.processes, size: assignment.payload)
  }

  private func isWhole(_ payload: [UInt8], _ session: Int) -> Bool { Self.isWhole(payload, session, assignment) }

  private static func isWhole(_ payload: [UInt8], _ session: Int, _ assignment: WorkerAssignment) -> Bool {
    TimedPayload.isWhole(payload, session: session, processes: assignment.processes, size: assignment.payload)
  }
}

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
