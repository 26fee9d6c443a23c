internal import FileSessions
internal import Lab

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
