import FileSessions
import FileSessionsTesting
import TestSupport
import Testing

/// Every combination that `Strategy` can express, not presets alone: what it claims is put to the test, call by call.
/// What it does not claim it may break, and nothing is asked of it.
@Suite("The whole matrix")
struct MatrixTests {
  private static let (old, new) = (TicketClients.value, TicketClients.newValue)
  private static let all = FileSessionStore.Strategy.all
  /// More calls than any operation here makes.
  private static let steps = 24

  @Test("All verbs, one after the other", arguments: all)
  func verbs(_ strategy: FileSessionStore.Strategy) async throws {
    let directory = try TemporaryDirectory()
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    configuration.lifetime = SessionLifetime(idle: .seconds(60), absolute: .seconds(600))
    configuration.touchCoalescingFraction = 0
    let clock = ManualClock()
    configuration.clock = .custom { clock.now }
    let store = try FileSessionStore(directory: directory.path + "/store", configuration: configuration)
    let before = directory.entries(in: "store")

    let session = try await store.create([1])
    #expect(throws: Never.self) { try store.blockingCheck(session.id) }
    try await store.update(session.id) { $0.payload += [2] }
    let version = try await store.save([UInt8](repeating: 3, count: 9000), for: session.id)
    #expect(try await store.load(session.id)?.payload.count == 9000)
    let conflict = await #expect(throws: SessionError.self) {
      try await store.save([], for: session.id, ifVersion: session.version)
    }
    #expect(conflict?.code == .conflict && conflict?.currentVersion == version)
    clock.advance(by: .seconds(40))
    try await store.touch(session.id)
    clock.advance(by: .seconds(40))
    try await store.withLock(session.id) { locked in
      #expect(locked.snapshot?.payload.count == 9000)
      try await locked.save([4])
      try await locked.save([5])
    }
    #expect(try await store.load(session.id)?.payload == [5])
    let renewed = try await store.rotate(session.id)
    #expect(try await store.load(session.id)?.payload == [5])
    let rotated = await #expect(throws: SessionError.self) { try await store.put([], for: session.id) }
    #expect(rotated?.code == .rotated)
    try await store.delete(session.id)
    #expect(try await store.load(renewed) == nil)
    #expect(try await store.load(session.id) == nil)
    let gone = await #expect(throws: SessionError.self) { try await store.save([], for: renewed) }
    #expect(gone?.code == .notFound)
    try await store.put([6], for: renewed)
    let duplicate = await #expect(throws: SessionError.self) { try await store.create([], as: renewed) }
    #expect(duplicate?.code == .duplicate)
    clock.advance(by: .seconds(61))
    #expect(try await store.load(renewed) == nil)
    #expect(try await store.sweep().removed == 1)
    if strategy.guarantees.contains(.leavesNothingBehind) {
      #expect(directory.entries(in: "store").filter { !$0.hasPrefix("stripe-") && $0 != "ranges.lock" } == before)
    }
    await store.close()
  }

  @Test("Whole reads: wherever B loads between two calls of A's save", arguments: all)
  func wholeReads(_ strategy: FileSessionStore.Strategy) throws {
    guard strategy.guarantees.contains(.wholeReads) else { return }
    for steps in 0..<Self.steps {
      let clients = try TicketClients(strategy)
      let (a, b) = (clients.save("A"), clients.load("B"))
      for _ in 0..<steps { a.step(limit: 150) }
      let seen = b.finish()
      #expect([Self.old, Self.new, SteppedClient.waits].contains(seen), "after \(steps) calls")
      #expect(a.finish() == "saved")
    }
  }

  @Test("No lost update: wherever B's update comes between two calls of A's", arguments: all)
  func noLostUpdate(_ strategy: FileSessionStore.Strategy) throws {
    guard strategy.guarantees.contains(.noLostUpdate) else { return }
    for steps in 0..<Self.steps {
      let clients = try TicketClients(strategy)
      let (a, b) = (clients.update("A", appending: "+A"), clients.update("B", appending: "+B"))
      for _ in 0..<steps { a.step() }
      let outcomes = (b.finish(), a.finish())
      let result = clients.result()
      #expect(result.contains("+B") == (outcomes.0 == "saved"), "after \(steps) calls of A: \(outcomes)")
      #expect(result.contains("+A") == (outcomes.1 == "saved"), "after \(steps) calls of A: \(outcomes)")
    }
  }

  @Test("Delete is final: wherever B's delete comes between two calls of A's update", arguments: all)
  func deleteIsFinal(_ strategy: FileSessionStore.Strategy) throws {
    guard strategy.guarantees.contains(.deleteIsFinal) else { return }
    for steps in 0..<Self.steps {
      let clients = try TicketClients(strategy)
      let (a, b) = (clients.update("A", appending: "+A"), clients.delete("B"))
      for _ in 0..<steps { a.step() }
      let outcome = b.finish()
      _ = a.finish()
      if outcome == "deleted" { #expect(clients.result() == "no session", "after \(steps) calls of A") }
    }
  }

  @Test("Kill-safe: a writer that is cut off after any call leaves the old value or the new one", arguments: all)
  func killSafe(_ strategy: FileSessionStore.Strategy) throws {
    guard strategy.guarantees.contains(.killSafe) else { return }
    for steps in 0..<Self.steps {
      let clients = try TicketClients(strategy)
      let killed = clients.fixture.engine(
        InterceptedSystem(clients.fixture.kernel, Killer(after: steps)))
      let workspace = Workspace()
      let payload = Array(Self.new.utf8)
      workspace.setPayload(payload.span)
      _ = try? killed.save(TicketClients.id, ifVersion: nil, nil, .alone(TicketClients.id), workspace)
      #expect([Self.old, Self.new].contains(clients.result()), "killed after \(steps) calls")
      #expect(clients.update("the next", appending: "!").finish() == "saved", "killed after \(steps) calls")
    }
  }
}

/// Dies after so many calls: none of the later ones reaches the kernel, except that the kernel closes its descriptors,
/// which gives its locks up.
private final class Killer: CallInterceptor {
  private let left: LockedValue<Int>

  init(after calls: Int) { left = LockedValue(calls) }

  func intercept(_ request: SystemRequest, _ perform: (SystemRequest) -> SystemResult) -> SystemResult {
    switch request {
    case .now, .random, .forkCount, .close, .unlock: return perform(request)
    default: break
    }
    let isAlive = left.change { left in
      left -= 1
      return left >= 0
    }
    // Half of a write may have been done when the signal comes.
    if left.value == 0, case .write(let descriptor, let bytes, let offset) = request {
      _ = perform(.write(descriptor, bytes: Array(bytes.prefix(bytes.count / 2)), offset: offset))
      return .number(Int(-Errno.inputOutput))
    }
    return isAlive ? perform(request) : SystemResult(Errno.inputOutput, for: request) ?? perform(request)
  }
}

extension FileSessionStore {
  /// The synchronous verbs, from a function that is not asynchronous.
  fileprivate func blockingCheck(_ id: SessionID) throws {
    let payload: [UInt8] = [1]
    #expect(try blocking.load(id)?.payload == payload)
    try blocking.save(payload.span, for: id)
    try blocking.update(id) { $0.payload = payload }
  }
}
