internal import FileSessions
internal import Lab

/// Calls one verb after the other, at random, and notes each, until it is told to stop or killed.
struct ChaosClient<Calls: ClientCalls> {
  private static var grace: Duration { .seconds(3600) }

  private let store: FileSessionStore
  private let calls: Calls
  private let log: OperationLog
  private let client: Int
  private var dice: Dice
  private var choice: VerbChoice

  init(_ store: FileSessionStore, _ calls: Calls, _ log: OperationLog, client: Int, sessions: Int, seed: UInt64) {
    (self.store, self.calls, self.log, self.client) = (store, calls, log, client)
    dice = Dice(seed: seed)
    choice = VerbChoice(sessions: sessions)
  }

  mutating func run() async {
    while !log.isStopping {
      let (verb, session) = choice.next(&dice)
      guard let outcome = await perform(verb, session) else { return }
      choice.learn(outcome, of: verb, session)
    }
  }

  /// - Returns: `nil` where the log is full.
  private func perform(_ verb: ChaosVerb, _ session: Int) async -> Outcome? {
    let id = SharedSession.id(session)
    switch verb {
    case .load: return await load(verb, session, id, token: nil)?.outcome
    case .saveIfVersion: return await saveVersion(session, id)
    case .rotate, .rotateAtOnce: return await rotate(verb, session, id)
    default: return await note(verb, session) { token in try await self.answer(verb, session, id, token) }?.outcome
    }
  }

  private func answer(
    _ verb: ChaosVerb, _ session: Int, _ id: SessionID, _ token: UInt64
  ) async throws -> Answer {
    let fresh = ChainValue(session: session, begunBy: token)
    switch verb {
    case .create: try await calls.create(fresh.payload, as: id)
    case .put: try await calls.put(fresh.payload, for: id)
    case .save: try await calls.save(fresh.payload, for: id, ifVersion: nil)
    case .update: return Answer(sighting: try await update(session, id, token))
    case .lockedUpdate, .lockedLoad, .lockedDelete: return try await locked(verb, session, id, token)
    case .sharedLoad: return try await sharedLoad(session, id)
    case .touch: try await calls.touch(id)
    case .delete: try await calls.delete(id)
    case .sweep: return try sweepAnswer(try await calls.sweep())
    case .load, .saveIfVersion, .rotate, .rotateAtOnce, .loadNew, .deleteNew: break
    }
    return Answer(sighting: verb.begins ? Sighting(fresh) : nil)
  }

  private func update(_ session: Int, _ id: SessionID, _ token: UInt64) async throws -> Sighting {
    var made: ChainValue?
    try await calls.update(id) { payload in
      let value = try Self.value(payload, session).extended(by: token)
      made = value
      return value.payload
    }
    guard let made else { throw Oddity.torn }
    return Sighting(made)
  }

  private func locked(
    _ verb: ChaosVerb, _ session: Int, _ id: SessionID, _ token: UInt64
  ) async throws -> Answer {
    try await store.withLock(id) { locked in
      guard let payload = locked.snapshot?.payload else { return Answer(outcome: .absent) }
      var value = try Self.value(payload, session)
      switch verb {
      case .lockedUpdate:
        value = value.extended(by: token)
        try await locked.save(value.payload)
      case .lockedDelete:
        try await locked.delete()
        return Answer()
      default: break
      }
      return Answer(sighting: Sighting(value))
    }
  }

  private func sharedLoad(_ session: Int, _ id: SessionID) async throws -> Answer {
    try await store.withSharedLock(id) { locked in
      guard let snapshot = locked.snapshot else { return Answer(outcome: .absent) }
      let sighting = Sighting(try Self.value(snapshot.payload, session), isRotated: snapshot.isRotated)
      let again = try await store.load(id)
      return Answer(outcome: again?.payload == snapshot.payload ? .done : .changedUnderLock, sighting: sighting)
    }
  }

  private func sweepAnswer(_ report: SweepReport) throws -> Answer {
    log.add(.swept)
    guard report.corrupt == 0, report.failed == 0 else {
      return Answer(
        outcome: .failed, error: "sweep: corrupt \(report.corrupt), failed \(report.failed)")
    }
    return Answer()
  }

  // MARK: - What takes more than one call

  private func load(
    _ verb: ChaosVerb, _ session: Int, _ id: SessionID, token: UInt64?
  ) async -> (outcome: Outcome, snapshot: SessionSnapshot?, value: ChainValue?)? {
    var found: SessionSnapshot?
    let answer = await note(verb, session, token: token ?? 0) { _ in
      guard let snapshot = try await self.calls.load(id) else { return Answer(outcome: .absent) }
      found = snapshot
      return Answer(sighting: Sighting(try Self.value(snapshot.payload, session), isRotated: snapshot.isRotated))
    }
    guard let answer else { return nil }
    return (answer.outcome, found, answer.sighting?.value)
  }

  /// Loads, and saves what follows if nobody has saved meanwhile: an update that is made of two calls.
  private func saveVersion(_ session: Int, _ id: SessionID) async -> Outcome? {
    guard let found = await load(.load, session, id, token: nil) else { return nil }
    guard let version = found.snapshot?.version, let value = found.value else { return found.outcome }
    let answer = await note(.saveIfVersion, session) { token in
      let next = value.extended(by: token)
      try await self.calls.save(next.payload, for: id, ifVersion: version)
      return Answer(sighting: Sighting(next))
    }
    return answer?.outcome
  }

  /// Rotates, and looks at what the new id holds. With a grace period the old id's delete may take the new one along.
  private func rotate(_ verb: ChaosVerb, _ session: Int, _ id: SessionID) async -> Outcome? {
    var (fresh, rotation): (SessionID?, UInt64) = (nil, 0)
    let answer = await note(verb, session) { token in
      rotation = token
      let made = try await self.calls.rotate(id, grace: verb == .rotate ? Self.grace : .zero)
      fresh = made
      return Answer(newID: made.text)
    }
    guard let answer else { return nil }
    guard let fresh else { return answer.outcome }
    guard await load(.loadNew, session, fresh, token: rotation) != nil else { return nil }
    guard verb == .rotateAtOnce || rotation % 2 == 0 else { return answer.outcome }
    let deleted = await note(.deleteNew, session, token: rotation) { _ in
      try await self.calls.delete(fresh)
      return Answer()
    }
    return deleted == nil ? nil : answer.outcome
  }

  // MARK: - Notes

  struct Answer {
    var outcome = Outcome.done
    var sighting: Sighting?
    var newID: String?
    var error: String?
  }

  private enum Oddity: Error { case torn }

  private static func value(_ payload: [UInt8], _ session: Int) throws -> ChainValue {
    guard let value = ChainValue(payload, session: session) else { throw Oddity.torn }
    return value
  }

  /// Makes a call, with a note before it and one after it.
  /// - Parameter token: what the operation belongs to; `nil` for one of its own.
  /// - Returns: `nil` where the log is full.
  private func note(
    _ verb: ChaosVerb, _ session: Int, token: UInt64? = nil, _ call: (_ token: UInt64) async throws -> Answer
  ) async -> Answer? {
    guard let token = log.begin(client, verb, session: session, token: token) else { return nil }
    let answer: Answer
    do { answer = try await call(token) } catch { answer = Self.answer(to: error, of: verb) }
    log.end(client, answer.outcome, answer.sighting, newID: answer.newID, error: answer.error)
    return answer
  }

  private static func answer(to error: any Error, of verb: ChaosVerb) -> Answer {
    if case Oddity.torn = error { return Answer(outcome: .torn) }
    switch (error as? SessionError)?.code {
    case .notFound: return Answer(outcome: .absent)
    case .rotated: return Answer(outcome: .rotated)
    case .duplicate where verb == .create: return Answer(outcome: .duplicate)
    case .conflict where verb == .saveIfVersion: return Answer(outcome: .conflict)
    case .corrupt: return Answer(outcome: .torn)
    default: return Answer(outcome: .failed, error: "\(error)")
    }
  }
}
