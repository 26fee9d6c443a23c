import FileSessions
import FileSessionsTesting
import Testing

@Suite("Durability")
struct DurabilityTests {
  private static let levels = FileSessionStore.Durability.allCases

  @Test("Every verb works at every level", arguments: Setting.all, levels)
  func verbs(_ setting: Setting, _ durability: FileSessionStore.Durability) async throws {
    let workplace = try Workplace(setting) { $0.durability = durability }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    try await store.save([2], for: id)
    try await store.update(id) { $0.payload.append(3) }
    try await store.put([UInt8](repeating: 4, count: 9000), for: id)
    try await store.withLock(id) { _ = try await $0.save([5]) }
    workplace.clock.advance(by: .seconds(3600))
    try await store.touch(id)
    #expect(try await store.load(id)?.payload == [5])
    let new = try await store.rotate(id)
    #expect(try await store.load(new)?.payload == [5])
    for call in BlockingCalls(store).writes(new).dropLast(2) { _ = try? call() }
    #expect(try await store.load(new)?.payload == [9])
    try await store.delete(id)
    #expect(try await store.load(new) == nil)
    #expect(workplace.files.remains.isEmpty)
  }

  @Test("Stores of different levels share a directory, and each reads what the other wrote", arguments: Setting.all)
  func mixed(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    let stores = try Self.levels.map { level in try workplace.secondStore { $0.durability = level } }
    try await workplace.store.create([], as: id)
    for round in UInt8(0)..<9 {
      try await stores[Int(round) % 3].update(id) { $0.payload.append(round) }
      #expect(try await stores[Int(round + 1) % 3].load(id)?.payload == Array(0...round))
    }
  }

  @Test("A durable write waits where blocking work is told to run", arguments: Setting.all)
  func blockingWork(_ setting: Setting) async throws {
    for place in [FileSessionStore.BlockingWork.inline, .dispatch(threads: 1), .executor(globalConcurrentExecutor)] {
      let workplace = try Workplace(setting) {
        $0.durability = .data
        $0.blockingWork = place
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in UInt8(0)..<8 { group.addTask { _ = try await workplace.store.create([number]) } }
        try await group.waitForAll()
      }
      #expect(workplace.files.sessions.count == 8)
      #expect(try await workplace.store.sweep().examined == 8)
    }
  }

  @Test("Acknowledged means synchronised: the calls are made at the level that asks for them", arguments: Setting.all)
  func synchronisations(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    for level in Self.levels {
      let (core, watcher) = try workplace.watched { $0.durability = level }
      let id = SessionID(key: "\(level)")
      _ = try await core.create([1], as: id, lifetime: nil)
      _ = try await core.save([2], for: id, ifVersion: nil, lifetime: nil)
      let depths = watcher.requests.compactMap { request in
        if case .synchronize(_, let depth) = request { depth } else { nil }
      }
      #expect(depths.contains(.data) == (level != .none))
      // The first time from `data` on, a store makes durable what it found in the directory.
      #expect(depths.count { $0 == .everything } == (level == .none ? 0 : level == .data ? 1 : depths.count - 2))
      let before = watcher.requests.count
      try await core.delete(id)
      let ofDelete = watcher.requests[before...].count { if case .synchronize = $0 { true } else { false } }
      #expect(ofDelete == (level == .none ? 0 : 1), "a logout that is acknowledged stays one from data on")
    }
  }
}
