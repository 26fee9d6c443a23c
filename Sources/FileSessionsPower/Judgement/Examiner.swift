internal import FileSessions
internal import Foundation

/// Uses a store as its next process would: opens it, loads each session, sweeps, saves to each again.
struct Examiner {
  let arm: Arm
  let trace: Trace
  /// The directory of the store.
  let directory: String

  init(_ arm: Arm, _ trace: Trace, directory: String) {
    (self.arm, self.trace, self.directory) = (arm, trace, directory)
  }

  /// - Parameter turn: a number that differs from image to image.
  func examine(_ turn: Int) -> Observation {
    var observation = Observation()
    do {
      let strategy = try use(turn, &observation)
      // Without syncs the others take a third of the time.
      let store = try open(strategy, .none)
      for index in trace.sessions.indices where index != turn % trace.sessions.count {
        write(index, store, &observation)
      }
    } catch {
      observation.troubles.append("\(error)")
    }
    return observation
  }

  /// - Returns: the strategy that the directory is of.
  private func use(_ turn: Int, _ observation: inout Observation) throws -> FileSessionStore.Strategy {
    let (store, strategy) = try open()
    observation.found = trace.sessions.map { look($0, store) }
    try sweep(store, &observation)
    write(turn % trace.sessions.count, store, &observation)
    return strategy
  }

  /// As what the directory was made for, or has been converted to; a conversion that was cut short is finished first.
  private func open() throws -> (PublicStore, FileSessionStore.Strategy) {
    do { return (try open(arm.strategy, arm.durability), arm.strategy) } catch let error
      where error.code == .incompatibleStore
    {
      // Anybody who has not begun a conversion gets the error of the second attempt.
      if let converted = try? open(arm.target, arm.durability) { return (converted, arm.target) }
      guard error.message.contains("cut short") else { throw error }
      try FileSessionStore.convert(directory: directory, to: arm.target)
      return (try open(arm.target, arm.durability), arm.target)
    }
  }

  private func open(
    _ strategy: FileSessionStore.Strategy, _ durability: FileSessionStore.Durability
  ) throws(SessionError) -> PublicStore {
    let now = trace.now
    var configuration = arm.configuration(.custom { now })
    configuration.strategy = strategy
    configuration.durability = durability
    return try PublicStore(directory, configuration)
  }

  private func look(_ id: SessionID, _ store: PublicStore) -> Observation.Found {
    do { return try store.load(id).map { .standing($0) } ?? .absent } catch {
      return .unreadable((error as? SessionError).map { "\($0.code)" } ?? "\(error)")
    }
  }

  /// One sweep leaves nothing that nobody needs, and takes nothing else.
  private func sweep(_ store: PublicStore, _ observation: inout Observation) throws {
    let report = try store.sweep()
    if let error = report.firstError { observation.troubles.append("the sweep failed for an entry: \(error)") }
    for (id, before) in zip(trace.sessions, observation.found) {
      let after = look(id, store)
      if case .standing = before, after != before {
        observation.troubles.append("the sweep made \(after.words) of \(before.words)")
      }
    }
    let leftovers = try self.leftovers(observation)
    if !leftovers.isEmpty { observation.troubles.append("left after a sweep: \(leftovers.joined(separator: ", "))") }
  }

  private func leftovers(_ observation: Observation) throws -> [String] {
    let present = zip(trace.sessions, observation.found).compactMap { id, found in
      if case .standing = found { id.digest } else { nil }
    }
    let leavesSome = !arm.strategy.guarantees.contains(.leavesNothingBehind)
    return try FileManager.default.contentsOfDirectory(atPath: directory).filter { name in
      switch EntryName(Array(name.utf8).span) {
      case .session(let digest): !present.contains(digest)
      // Drafts go by their age, which this clock does not tell.
      case .record, .recordDraft, .stripe, .ranges: false
      // What could not be read is set aside, and the load has said so.
      case .corrupt: arm.promised != .none
      // By its own word it leaves them.
      case .lock where leavesSome, .temporary where leavesSome, .unique where leavesSome: false
      case .lock(let digest): !present.contains(digest)
      case .temporary, .unique, .recordAside, nil: true
      }
    }
  }

  /// A session can be written to, and says what was written.
  private func write(_ index: Int, _ store: PublicStore, _ observation: inout Observation) {
    let (id, found) = (trace.sessions[index], observation.found[index])
    if case .standing(let standing) = found, standing.isRotated { return }
    let payload = Array("after the power cut".utf8)
    do {
      if case .standing = found { try store.save(payload, id) } else { try store.put(payload, id) }
      let after = try store.load(id)
      if after?.payload != payload { observation.troubles.append("a save is not there: \(after?.words ?? "nothing")") }
    } catch {
      observation.troubles.append("over \(found.words): \(error)")
    }
  }
}
