internal import FileSessions
internal import Lab

/// One thread of the catch phase: all verbs, mostly on few sessions, each noted with what the audit needs.
///
/// What goes wrong with a session is noted and never ends the thread: most strategies here are meant to fail.
struct CatchTask<System: OperationEnvironment> {
  struct Torn: Error {}

  let core: StoreCore<System>
  let sessions: CatchSessions
  let payload: Int
  /// Makes tags and marks unique among all workers and their tasks.
  private let origin: UInt64
  private var number: UInt64 = 0
  var dice: Dice
  var log = CatchLog()

  init(_ core: StoreCore<System>, _ assignment: WorkerAssignment, task: Int) {
    self.core = core
    sessions = CatchSessions(count: assignment.sessions)
    payload = assignment.payload
    origin = UInt64(assignment.worker + 1) << 48 | UInt64(task) << 40
    dice = Dice(seed: assignment.seed &+ UInt64(task) &* 7919)
  }

  mutating func run(until end: Int64) -> CatchLog {
    while Moment.now < end { step() }
    return log
  }

  private mutating func step() {
    if dice.below(200) == 0 { return sweep() }
    let session = HotChoice(sessions: sessions.count)(&dice)
    let roll = dice.below(100)
    if sessions.isPermanent(session) {
      switch roll {
      case 0..<40: load(session)
      case 40..<85: update(session)
      case 85..<95: saveIfUnchanged(session)
      default: touch(session)
      }
    } else {
      switch roll {
      case 0..<35: load(session)
      case 35..<50: create(session)
      case 50..<54: put(session)
      case 54..<79: update(session)
      case 79..<85: saveIfUnchanged(session)
      default: delete(session)
      }
    }
  }

  mutating func unique() -> UInt64 {
    number += 1
    return origin | number
  }

  /// Mostly small; now and then more than the file has room for.
  mutating func padding() -> Int { dice.below(16) == 0 ? dice.below(8 * payload) : dice.below(max(1, payload)) }

  /// Notes an error. What belongs to the life of sessions that come and go is none.
  mutating func note(_ error: any Error, in verb: String, on session: Int) {
    switch error {
    case is Torn: log.tornReads += 1
    case let error as SessionError where error.code == .corrupt: log.tornReads += 1
    case let error as SessionError where error.code == .notFound:
      if sessions.isPermanent(session) { log.missing += 1 }
    case let error as SessionError where error.code == .duplicate || error.code == .conflict: break
    default: log.errors.note(error, in: verb)
    }
  }
}

// The verbs of the catch phase, each with what is noted of it. An acknowledgement is noted after the call returned,
// a begin before it is made: the audit's intervals are never shorter than the truth.

extension CatchTask {
  mutating func load(_ session: Int) { _ = look(session) }

  /// Loads a session and notes the sighting.
  private mutating func look(_ session: Int) -> (payload: CatchPayload, version: SessionVersion)? {
    let begin = Moment.now
    do {
      let found = try core.loadBlocking(sessions.id(session)) { bytes, header in
        guard let payload = CatchPayload(bytes, of: session) else { throw Torn() }
        return (payload, header.sessionVersion)
      }
      guard let (payload, version) = found else {
        if sessions.isPermanent(session) { log.missing += 1 }
        return nil
      }
      log.sightings.append(.init(session: session, tag: payload.tag, version: version.counter, begin: begin))
      return (payload, version)
    } catch {
      note(error, in: "load", on: session)
      return nil
    }
  }

  mutating func update(_ session: Int) {
    let (core, mark, padding, begin) = (core, unique(), padding(), Moment.now)
    var found: CatchLog.Sighting?
    var retired: [UInt64] = []
    do {
      try core.updateBlocking(sessions.id(session)) { draft in
        guard var payload = CatchPayload(draft.payload.span, of: session) else { throw Torn() }
        found = .init(session: session, tag: payload.tag, version: draft.version.counter, begin: begin)
        retired = payload.append(mark)
        draft.payload = payload.encoded(padding: padding)
      }
      let end = Moment.now
      guard let found else { return }
      log.writes.append(
        .init(
          session: session, tag: found.tag, mark: mark, retired: retired, version: found.version + 1, end: end))
    } catch {
      if found != nil { log.uncertain += [mark] + retired }
      note(error, in: "update", on: session)
    }
    if let found { log.sightings.append(found) }
  }

  /// The same without holding the lock in between: load, then save if nobody else has.
  mutating func saveIfUnchanged(_ session: Int) {
    guard let seen = look(session) else { return }
    var payload = seen.payload
    let mark = unique()
    let retired = payload.append(mark)
    do {
      let header = try core.saveBlocking(
        payload.encoded(padding: padding()).span, for: sessions.id(session), ifVersion: seen.version, lifetime: nil)
      log.writes.append(
        .init(
          session: session, tag: payload.tag, mark: mark, retired: retired, version: header.version, end: Moment.now))
    } catch {
      if error.code != .conflict, error.code != .notFound { log.uncertain += [mark] + retired }
      note(error, in: "save", on: session)
    }
  }

  mutating func create(_ session: Int) {
    let payload = CatchPayload(session: session, tag: unique())
    do {
      _ = try core.createBlocking(payload.encoded(padding: padding()).span, as: sessions.id(session), lifetime: nil)
      log.creations.append(.init(session: session, tag: payload.tag, end: Moment.now))
    } catch { note(error, in: "create", on: session) }
  }

  mutating func put(_ session: Int) {
    let payload = CatchPayload(session: session, tag: unique())
    do {
      _ = try core.putBlocking(payload.encoded(padding: padding()).span, for: sessions.id(session), lifetime: nil)
      log.creations.append(.init(session: session, tag: payload.tag, end: Moment.now))
    } catch { note(error, in: "put", on: session) }
  }

  mutating func delete(_ session: Int) {
    let begin = Moment.now
    do {
      try core.deleteBlocking(sessions.id(session))
      log.deletions.append(.init(session: session, begin: begin, end: Moment.now))
    } catch { note(error, in: "delete", on: session) }
  }

  mutating func touch(_ session: Int) {
    do { try core.touchBlocking(sessions.id(session)) } catch { note(error, in: "touch", on: session) }
  }

  mutating func sweep() {
    do {
      let report = try core.sweepBlocking()
      log.sweeps += 1
      if let error = report.firstError { log.errors.note(error, in: "sweep") }
    } catch { log.errors.note(error, in: "sweep") }
  }
}

extension CatchPayload {
  /// Payloads would grow for ever: beyond this many marks the oldest are retired.
  private static var markLimit: Int { 24 }
  private static var marksKept: Int { 16 }

  /// - Returns: the marks that make room. Who retires them vouches for them once the write is acknowledged.
  fileprivate mutating func append(_ mark: UInt64) -> [UInt64] {
    marks.append(mark)
    guard marks.count > Self.markLimit else { return [] }
    let retired = Array(marks.dropLast(Self.marksKept))
    marks = Array(marks.suffix(Self.marksKept))
    return retired
  }
}
