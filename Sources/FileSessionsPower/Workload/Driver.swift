internal import FileSessions
internal import Foundation
internal import Lab

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
    try perform(Trace.touch) { try $0.touch(self.trace.sessions[first]) }
    try put(upserted, "1")
    try put(upserted, "2")
    try neighbour()
    let growing = try growAndShrink()
    try rotateTwice(growing)
    try neighbour()
    try delete(upserted)
    try put(upserted, "3")
    clock.advance(by: 120)
    try perform(Trace.sweep) { _ = try $0.sweep() }
    let last = newSession("last")
    try create(last, "1")
    try save(last, "2")
    try delete(last)
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

  /// Another process comes, and a conversion after it.
  private func reopen(_ first: Int) throws {
    try open(arm.strategy)
    try save(first, "4")
    guard arm.fault == nil else { return }
    store = nil
    try note(Trace.convert, syncsDirectory: true) {
      try FileSessionStore.convert(directory: self.directory, to: self.arm.target)
      try self.reach(self.arm.target)
    }
    try save(first, "5")
  }

  // MARK: - Verbs

  private func open(_ strategy: FileSessionStore.Strategy) throws {
    store = nil
    try note(Trace.open, syncsDirectory: true) { try self.reach(strategy) }
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
    let payload = payload(session, value)
    try perform(Trace.create) { try $0.create(payload, self.trace.sessions[session], lifetime) }
  }

  private func save(_ session: Int, _ value: String, byteCount: Int? = nil, _ name: String = Trace.save) throws {
    let payload = payload(session, value, byteCount)
    try perform(name, syncsDirectory: name == Trace.outgrow && arm.strategy == .slots) {
      try $0.save(payload, self.trace.sessions[session])
    }
  }

  private func update(_ session: Int, _ value: String) throws {
    let payload = payload(session, value)
    try perform(Trace.update) { try $0.update(self.trace.sessions[session], to: payload) }
  }

  private func put(_ session: Int, _ value: String) throws {
    let payload = payload(session, value)
    try perform(Trace.put) { try $0.put(payload, self.trace.sessions[session]) }
  }

  private func delete(_ session: Int) throws {
    try perform(Trace.delete, syncsDirectory: arm.strategy != .slots) { try $0.delete(self.trace.sessions[session]) }
  }

  /// - Returns: the new session.
  private func rotate(_ session: Int, _ grace: Duration, _ name: String) throws -> Int {
    let fresh = trace.sessions.count
    trace.submitted.append(trace.submitted[session])
    try perform(name, syncsDirectory: true, rotation: (session, fresh)) {
      self.trace.sessions.append(try $0.rotate(self.trace.sessions[session], grace: grace))
    }
    return fresh
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
    let payload =
      name + (0..<(byteCount ?? arm.byteCount) - name.count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ session) }
    trace.submitted[session].insert(payload)
    return payload
  }

  private func perform(
    _ name: String, syncsDirectory: Bool = false, rotation: (old: Int, new: Int)? = nil,
    _ work: (any SessionVerbs) throws -> Void
  ) throws {
    try note(name, syncsDirectory: syncsDirectory, rotation: rotation) {
      guard let store = self.store else { throw LabFailure.environment("no store is open") }
      try work(store)
    }
  }

  private func note(
    _ name: String, syncsDirectory: Bool, rotation: (old: Int, new: Int)? = nil, _ work: () throws -> Void
  ) throws {
    clock.advance(by: 1)
    fault?.begin(name)
    var verb = Trace.Verb(name: name, begin: log.mark, syncsDirectory: syncsDirectory, rotation: rotation)
    try work()
    verb.end = log.mark
    fault?.begin("")
    verb.standings = try trace.sessions.map { try store?.load($0) }
    trace.verbs.append(verb)
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
