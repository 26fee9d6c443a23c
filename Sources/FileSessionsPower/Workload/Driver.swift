internal import FileSessions
internal import Foundation
internal import Lab
internal import Synchronization

/// Runs every verb of a store, and notes at each beginning and return how long the disk's log is.
final class Driver {
  private let arm: Arm
  private let directory: String
  private let log: DiskLog
  private let fault: LeftOutSync?
  private let clock = SteppedClock()
  private var store: (any SessionVerbs)?
  private var trace = Trace()

  init(_ arm: Arm, directory: String, log: DiskLog) {
    (self.arm, self.directory, self.log) = (arm, directory, log)
    fault = arm.fault.map(LeftOutSync.init)
  }

  func run() throws -> Trace {
    try open(arm.strategy)
    let first = newSession("first"), brief = newSession("brief"), upserted = newSession("upserted")
    try create(first, "1")
    try create(brief, "1", SessionLifetime(idle: .seconds(60), absolute: nil))
    try save(first, "2")
    try neighbour()
    try update(first, "3")
    try perform(touching(first))
    try put(upserted, "1")
    try put(upserted, "2")
    try neighbour()
    let growing = try growAndShrink()
    try rotateTwice(growing)
    try neighbour()
    try delete(upserted)
    try put(upserted, "3")
    clock.advance(by: 120)
    try sweep()
    let last = newSession("last")
    try create(last, "1")
    try save(last, "2")
    try delete(last)
    try besideEachOther(first)
    try reopen(first)
    trace.now = clock.now
    return trace
  }

  private func growAndShrink() throws -> Int {
    let growing = newSession("growing")
    try create(growing, "1")
    try save(growing, "2", byteCount: 9000, Trace.outgrow)
    try save(growing, "3")
    return growing
  }

  private func rotateTwice(_ growing: Int) throws {
    let visitor = newSession("visitor")
    try create(visitor, "1")
    let user = try rotate(visitor, .zero, Trace.rotate)
    try save(user, "2")
    let renewed = try rotate(growing, .seconds(3600), Trace.rotateWithGrace)
    try save(renewed, "4")
    try delete(growing)
  }

  /// Several threads, each with a session of its own: one journal, and more in flight.
  private func besideEachOther(_ first: Int) throws {
    guard arm.fault == nil else { return }
    let (saved, deleted, made) = (newSession("saved"), newSession("deleted"), newSession("made"))
    try create(saved, "1")
    try create(deleted, "1")
    try together([saving(saved, "2"), deleting(deleted), creating(made, "1"), touching(first)])
    try together([saving(saved, "3"), saving(made, "2"), creating(deleted, "2"), saving(first, "4")])
  }

  /// Another process comes, and a conversion after it.
  private func reopen(_ first: Int) throws {
    try open(arm.strategy)
    try save(first, "5")
    guard arm.fault == nil else { return }
    store = nil
    try note(Trace.Verb(name: Trace.convert, syncsDirectory: true)) {
      try FileSessionStore.convert(directory: self.directory, to: self.arm.target)
      try self.reach(self.arm.target)
    }
    try save(first, "6")
  }

  /// A store that threads use for a while: a thread still has what its work was made of when that is done.
  private final class Lent: Sendable {
    private let store: Mutex<(any SessionVerbs)?>

    init(_ store: any SessionVerbs) { self.store = Mutex(store) }

    func takeBack() { store.withLock { $0 = nil } }

    func use(_ body: (any SessionVerbs) throws -> Void) throws {
      guard let store = store.withLock({ $0 }) else { throw LabFailure.environment("the store was taken back") }
      try body(store)
    }
  }

  // MARK: - Verbs

  /// A verb, and the work that it is.
  private struct Work: Sendable {
    var verb: Trace.Verb
    var perform: @Sendable (any SessionVerbs) throws -> Void
  }

  private func creating(_ session: Int, _ value: String, _ lifetime: SessionLifetime? = nil) -> Work {
    let (payload, id) = (payload(session, value), trace.sessions[session])
    return Work(verb: Trace.Verb(name: Trace.create, subject: session)) { try $0.create(payload, id, lifetime) }
  }

  private func saving(
    _ session: Int, _ value: String, byteCount: Int? = nil, _ name: String = Trace.save
  ) -> Work {
    let (payload, id) = (payload(session, value, byteCount), trace.sessions[session])
    let syncsDirectory = name == Trace.outgrow && arm.strategy == .slots
    return Work(verb: Trace.Verb(name: name, subject: session, syncsDirectory: syncsDirectory)) {
      try $0.save(payload, id)
    }
  }

  private func deleting(_ session: Int) -> Work {
    let id = trace.sessions[session]
    // With an id that was rotated the new session goes too.
    let isRotated = trace.steps.contains { $0.verbs.contains { $0.rotation?.old == session } }
    let verb = Trace.Verb(
      name: Trace.delete, subject: isRotated ? nil : session, syncsDirectory: arm.strategy != .slots)
    return Work(verb: verb) { try $0.delete(id) }
  }

  private func touching(_ session: Int) -> Work {
    let id = trace.sessions[session]
    return Work(verb: Trace.Verb(name: Trace.touch, subject: session)) { try $0.touch(id) }
  }

  private func open(_ strategy: FileSessionStore.Strategy) throws {
    store = nil
    try note(Trace.Verb(name: Trace.open, syncsDirectory: true)) { try self.reach(strategy) }
  }

  private func reach(_ strategy: FileSessionStore.Strategy) throws {
    var configuration = arm.configuration(clock.clock)
    configuration.strategy = strategy
    store =
      if let fault { try FaultyStore(directory, configuration, fault) } else {
        try PublicStore(directory, configuration)
      }
  }

  private func create(_ session: Int, _ value: String, _ lifetime: SessionLifetime? = nil) throws {
    try perform(creating(session, value, lifetime))
  }

  private func save(_ session: Int, _ value: String, byteCount: Int? = nil, _ name: String = Trace.save) throws {
    try perform(saving(session, value, byteCount: byteCount, name))
  }

  private func update(_ session: Int, _ value: String) throws {
    let (payload, id) = (payload(session, value), trace.sessions[session])
    try perform(Work(verb: Trace.Verb(name: Trace.update, subject: session)) { try $0.update(id, to: payload) })
  }

  private func put(_ session: Int, _ value: String) throws {
    let (payload, id) = (payload(session, value), trace.sessions[session])
    try perform(Work(verb: Trace.Verb(name: Trace.put, subject: session)) { try $0.put(payload, id) })
  }

  private func delete(_ session: Int) throws { try perform(deleting(session)) }

  private func sweep() throws { try perform(Work(verb: Trace.Verb(name: Trace.sweep)) { _ = try $0.sweep() }) }

  /// - Returns: the new session.
  private func rotate(_ session: Int, _ grace: Duration, _ name: String) throws -> Int {
    let rotation = Trace.Rotation(old: session, new: trace.sessions.count)
    trace.submitted.append(trace.submitted[session])
    try note(Trace.Verb(name: name, syncsDirectory: true, rotation: rotation)) {
      let store = try self.opened()
      self.trace.sessions.append(try store.rotate(self.trace.sessions[session], grace: grace))
    }
    return rotation.new
  }

  // MARK: - What they have in common

  private func newSession(_ name: String) -> Int {
    trace.sessions.append(SessionID(key: name))
    trace.submitted.append([])
    return trace.sessions.count - 1
  }

  /// A value that tells where it comes from, and that a part of it is not all.
  private func payload(_ session: Int, _ value: String, _ byteCount: Int? = nil) -> [UInt8] {
    let name = Array("session \(session) value \(value)#".utf8)
    let count = (byteCount ?? arm.byteCount) - name.count
    let payload = name + (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ session) }
    trace.submitted[session].insert(payload)
    return payload
  }

  private func opened() throws -> any SessionVerbs {
    guard let store else { throw LabFailure.environment("no store is open") }
    return store
  }

  private func perform(_ work: Work) throws {
    let store = try opened()
    try note(work.verb) { try work.perform(store) }
  }

  private func note(_ verb: Trace.Verb, _ work: () throws -> Void) throws {
    clock.advance(by: 1)
    fault?.begin(verb.name)
    var verb = verb
    verb.begin = log.mark
    try work()
    verb.end = log.mark
    fault?.begin("")
    try finish([verb])
  }

  private func finish(_ verbs: [Trace.Verb]) throws {
    trace.append(Trace.Step(verbs: verbs, standings: try trace.sessions.map { try store?.load($0) }))
  }

  /// Each on a thread of its own. None has the store any more when this returns: it could not be closed.
  private func together(_ works: [Work]) throws {
    clock.advance(by: 1)
    let (lent, log) = (Lent(try opened()), log)
    defer { lent.takeBack() }
    let results = Mutex<[Result<Trace.Verb, any Error>]>([])
    let end = DispatchSemaphore(value: 0)
    for work in works {
      let thread = Thread {
        var verb = work.verb
        let result = Result {
          verb.begin = log.mark
          try lent.use { try work.perform($0) }
          verb.end = log.mark
          return verb
        }
        results.withLock { $0.append(result) }
        end.signal()
      }
      thread.start()
    }
    for _ in works { end.wait() }
    try finish(try results.withLock { try $0.map { try $0.get() } })
  }

  /// Somebody else writes beside the store and makes that durable: what the store left to the file system goes along,
  /// or a part of it.
  private func neighbour() throws {
    guard arm.durability != .full || arm.fault == .allSyncs else { return }
    let handle = unsafe Foundation.open(directory + "/../neighbour", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard handle >= 0 else { throw LabFailure.environment("no file beside the store: error \(errno)") }
    defer { _ = Foundation.close(handle) }
    guard Descriptor.write("neighbour\n".utf8, to: handle), fsync(handle) == 0 else {
      throw LabFailure.environment("the file beside the store cannot be written: error \(errno)")
    }
  }
}
