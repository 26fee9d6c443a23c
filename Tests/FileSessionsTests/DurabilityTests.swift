import FileSessions
import Foundation
import TestSupport
import Testing

@Suite("What is visible and what is durable")
struct DurabilityTests {
  private static let sound = FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound)
  private static let id = EngineOperation.digest

  /// An engine whose next sync fails once `isArmed` is set.
  private func engine(
    _ fixture: EngineFixture, _ isArmed: LockedValue<Bool>
  ) -> Engine<InterceptedSystem<Kernel, FaultInjector>> {
    let isSlots = fixture.rules.strategy == .slots
    return fixture.engine(
      InterceptedSystem(
        fixture.kernel,
        FaultInjector { request in
          guard case .synchronize = request, isArmed.value else { return nil }
          // The last sync of an operation is the one after its effect: for a rename the directory's, in slots the
          // file's.
          if !isSlots, case .synchronize(_, .data) = request { return nil }
          isArmed.change { $0 = false }
          return .fail(Errno.inputOutput)
        }))
  }

  private func save<System>(
    _ bytes: String, _ held: inout LockedRecord<System>, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    let payload = Array(bytes.utf8)
    workspace.setPayload(payload.span)
    return try held.save(ifVersion: nil, nil, workspace)
  }

  /// That the value is visible says nothing of whether it survives: after a failed sync the kernel has dropped the
  /// pages, and a save of the same value must not be told that all is well.
  @Test("A save of the same payload is written and synchronised again where it has to be durable", arguments: sound)
  func samePayload(_ strategy: FileSessionStore.Strategy) throws {
    for (durability, isWritten) in [(FileSessionStore.Durability.none, false), (.data, true), (.full, true)] {
      let fixture = try EngineFixture(strategy, durability: durability)
      try EngineOperation.save.prepare(fixture)
      let recorder = Recorder()
      let engine = fixture.engine(InterceptedSystem(fixture.kernel, recorder))
      let workspace = Workspace()
      let payload = Array("the same".utf8)
      var first = 0
      for _ in 0..<2 {
        first = recorder.events.count
        workspace.setPayload(payload.span)
        _ = try engine.save(Self.id, ifVersion: nil, nil, .alone(Self.id), workspace)
      }
      let second = recorder.events[first...].map(\.request)
      #expect(second.contains { if case .write = $0 { true } else { false } } == isWritten, "\(durability)")
      #expect(second.contains { if case .synchronize = $0 { true } else { false } } == isWritten, "\(durability)")
    }
  }

  @Test("A save whose sync failed has happened: the next one under the same lock follows it", arguments: sound)
  func saveAfterFailedSync(_ strategy: FileSessionStore.Strategy) throws {
    let fixture = try EngineFixture(strategy, durability: .full)
    try EngineOperation.save.prepare(fixture)
    let (isArmed, workspace) = (LockedValue(false), Workspace())
    let engine = engine(fixture, isArmed)
    var held = try engine.beginLive(.modify, Self.id, .alone(Self.id), workspace)
    isArmed.change { $0 = true }
    #expect(throws: PhaseExit.failed(.durabilityUnknown(.synchronize, error: Errno.inputOutput))) {
      _ = try save("A", &held, workspace)
    }
    guard case .found(let visible, _) = held.record else {
      Issue.record("the holder does not know its own value")
      return
    }
    let next = try save("B", &held, workspace)
    held.release()
    #expect(next.version == visible.version + 1)
    #expect(next.sequence > visible.sequence)
    guard case .live(let last, let payload) = try fixture.plain.look(Self.id, workspace) else {
      Issue.record("the session is gone")
      return
    }
    #expect(last.version == 3 && workspace.payload(payload) == Array("B".utf8))
  }

  @Test("A delete whose sync failed has happened: nothing can be saved any more", arguments: sound)
  func saveAfterFailedDelete(_ strategy: FileSessionStore.Strategy) throws {
    let fixture = try EngineFixture(strategy, durability: .full)
    try EngineOperation.save.prepare(fixture)
    let (isArmed, workspace) = (LockedValue(false), Workspace())
    let engine = engine(fixture, isArmed)
    var held = try engine.beginLive(.modify, Self.id, .alone(Self.id), workspace)
    isArmed.change { $0 = true }
    do { try held.delete(workspace) } catch {
      #expect(error == .failed(.durabilityUnknown(.synchronize, error: Errno.inputOutput)))
    }
    #expect(throws: PhaseExit.failed(.notFound)) { _ = try save("zombie", &held, workspace) }
    held.release()
    #expect(try fixture.plain.look(Self.id, Workspace()) == .absent)
    if strategy.guarantees.contains(.leavesNothingBehind) {
      #expect(!fixture.directory.entries.contains { $0.hasPrefix("\(EntryName.session(Self.id))") })
    }
  }

  @Test("A rotation whose sync failed has taken place and says so, or has not and leaves nothing", arguments: sound)
  func rotationAfterFailedSync(_ strategy: FileSessionStore.Strategy) throws {
    var outcomes: Set<Bool> = []
    for failing in 0..<8 {
      let fixture = try EngineFixture(strategy, durability: .full)
      try EngineOperation.rotate.prepare(fixture)
      let count = LockedValue(0)
      let engine = fixture.engine(
        InterceptedSystem(
          fixture.kernel,
          FaultInjector { request in
            guard case .synchronize = request else { return nil }
            count.change { $0 += 1 }
            return count.value == failing + 1 ? .fail(Errno.inputOutput) : nil
          }))
      var error: PhaseExit?
      do throws(PhaseExit) {
        _ = try engine.rotate(
          Self.id, to: EngineOperation.successor, .frozen, grace: .seconds(5), .alone(Self.id), Workspace())
      } catch let stop {
        error = stop
      }
      guard let error else {
        #expect(count.value <= failing, "a sync failed, and nobody was told")
        break
      }
      let (old, new) = (
        try fixture.plain.look(Self.id, Workspace()), try fixture.plain.look(EngineOperation.successor, Workspace())
      )
      if case .failed(.durabilityUnknown) = error {
        outcomes.insert(true)
        guard case .rotated = old, case .live = new else {
          Issue.record("the session is at neither id, or at both: \(old), \(new)")
          continue
        }
      } else {
        outcomes.insert(false)
        guard case .live = old, new == .absent else {
          Issue.record("nothing was to be changed: \(old), \(new)")
          continue
        }
      }
    }
    #expect(outcomes == [true, false])
  }

  @Test("An outgrown slot file is given up only when the rename that replaces it is durable")
  func outgrownOrder() throws {
    for durability in [FileSessionStore.Durability.data, .full] {
      let fixture = try EngineFixture(.slots, durability: durability)
      try EngineOperation.saveLarger.prepare(fixture)
      let recorder = Recorder()
      _ = EngineOperation.saveLarger.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
      let requests = recorder.events.map(\.request)
      let renamed = try #require(requests.firstIndex { if case .rename = $0 { true } else { false } })
      let synced = try #require(requests[renamed...].firstIndex { if case .synchronize = $0 { true } else { false } })
      let moved = try #require(requests[renamed...].firstIndex { if case .write = $0 { true } else { false } })
      #expect(renamed < synced && synced < moved)
    }
  }

  @Test(
    "Many durable saves from many tasks at once all come back", arguments: sound,
    [FileSessionStore.Durability.data, .full])
  func manyDurableSaves(
    _ strategy: FileSessionStore.Strategy, _ durability: FileSessionStore.Durability
  ) async throws {
    let directory = try TemporaryDirectory()
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.durability = durability
    // Other tests want the same two cores; how long it takes is not what is tested.
    configuration.lockTimeout = .seconds(600)
    let store = try FileSessionStore(directory: directory.path + "/store", configuration: configuration)
    let id = SessionID(key: "hot")
    try await store.create([], as: id)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask { for _ in 0..<8 { try await store.update(id) { $0.payload.append(UInt8(task)) } } }
        group.addTask {
          let own = try await store.create([])
          for count in 0..<8 { try await store.save([UInt8](repeating: 1, count: count), for: own.id) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await store.load(id)?.payload.count == 128)
    await store.close()
  }
}

@Suite("What is damaged and what is only beyond this store")
struct DamageTests {
  private static let sound = FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound)
  private static let id = EngineOperation.digest

  @Test("A read that comes back short of the end is read on; damage is believed only at the end", arguments: sound)
  func shortReads(_ strategy: FileSessionStore.Strategy) throws {
    let fixture = try EngineFixture(strategy)
    let workspace = Workspace()
    let payload = [UInt8](repeating: 0x61, count: 12_000)
    workspace.setPayload(payload.span)
    _ = try fixture.plain.create(Self.id, EngineOperation.lifetime, .alone(Self.id), workspace)
    let system = InterceptedSystem(
      fixture.kernel, FaultInjector { request in if case .read = request { .short(1000) } else { nil } })
    guard case .live(_, let range) = try fixture.engine(system).look(Self.id, workspace) else {
      Issue.record("a short read made damage of a healthy session")
      return
    }
    #expect(workspace.payload(range) == payload)
  }

  @Test(
    "A read that fails in the middle is an I/O error, and neither create nor sweep touches the file", arguments: sound)
  func failingReads(_ strategy: FileSessionStore.Strategy) throws {
    let fixture = try EngineFixture(strategy)
    let workspace = Workspace()
    workspace.setPayload([UInt8](repeating: 0x61, count: 12_000).span)
    _ = try fixture.plain.create(Self.id, EngineOperation.lifetime, .alone(Self.id), workspace)
    let system = InterceptedSystem(
      fixture.kernel,
      FaultInjector { request in
        guard case .read(_, _, let offset) = request else { return nil }
        return offset < 4000 ? .short(4000 - offset) : .fail(Errno.inputOutput)
      })
    let broken = fixture.engine(system)
    let expected = PhaseExit.failed(.system(.read, error: Errno.inputOutput))
    workspace.setPayload([1].span)
    #expect(throws: expected) { try broken.look(Self.id, workspace) }
    #expect(throws: expected) { try broken.create(Self.id, EngineOperation.lifetime, .alone(Self.id), workspace) }
    #expect(throws: expected) { try broken.sweepSession(Self.id, .alone(Self.id), workspace) }
    guard case .live(let header, _) = try fixture.plain.look(Self.id, workspace) else {
      Issue.record("the session is gone")
      return
    }
    #expect(header.payloadCount == 12_000)
  }

  @Test("A session that is larger than this store's rules allow is refused, and never set aside", arguments: sound)
  func largerThanAllowed(_ strategy: FileSessionStore.Strategy) async throws {
    let directory = try TemporaryDirectory()
    let large = try FileSessionStore(directory: directory.path + "/store", configuration: .init(strategy: strategy))
    let id = SessionID(key: "large")
    try await large.create([UInt8](repeating: 1, count: 500_000), as: id)
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.maximumPayloadByteCount = 10_000
    let small = try FileSessionStore(directory: directory.path + "/store", configuration: configuration)
    // Another application's, whose limit is higher: for this one there is no such session.
    #expect(try await small.load(id) == nil)
    let saving = await #expect(throws: SessionError.self) { try await small.save([1], for: id) }
    #expect(saving?.code == .notFound)
    for attempt in 0..<2 {
      let error = await #expect(throws: SessionError.self) {
        switch attempt {
        case 0: _ = try await small.create([1], as: id)
        default: try await small.put([1], for: id)
        }
      }
      #expect(error?.code == .tooLarge)
    }
    let swept = try await small.sweep()
    #expect(swept.corrupt == 0 && swept.failed == 0)
    #expect(try await large.load(id)?.payload.count == 500_000)
  }

  @Test("A record of a newer format is refused, and never set aside", arguments: sound)
  func newerFormat(_ strategy: FileSessionStore.Strategy) async throws {
    let directory = try TemporaryDirectory()
    let store = try FileSessionStore(directory: directory.path + "/store", configuration: .init(strategy: strategy))
    let id = SessionID(key: "newer")
    try await store.create([1], as: id)
    let url = URL(fileURLWithPath: "\(directory.path)/store/\(EntryName.session(id.digest))")
    var bytes = try Data(contentsOf: url)
    bytes[4] = 2
    try bytes.write(to: url)
    let error = await #expect(throws: SessionError.self) { try await store.put([2], for: id) }
    #expect(error?.code == .unsupported)
    #expect(try Data(contentsOf: url) == bytes)
  }
}
