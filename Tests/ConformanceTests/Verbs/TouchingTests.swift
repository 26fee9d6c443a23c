import FileSessions
import FileSessionsTesting
import Testing

@Suite("Touching sessions")
struct TouchingTests {
  @Test("A touch moves the idle deadline on and changes neither payload nor version", arguments: Subject.all)
  func extends(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let version = try await open.store.create([1, 2], as: id, lifetime: nil)
    for _ in 0..<5 {
      open.clock.advance(by: .seconds(90))
      try await open.store.touch(id)
      let session = try #require(try await open.store.load(id))
      #expect(session.expirationTime == open.clock.now.advanced(by: .seconds(100)))
      #expect(session.version == version)
      #expect(session.payload == [1, 2])
    }
    _ = try await open.store.save([3], for: id, ifVersion: version, lifetime: nil)
    #expect(try await open.store.load(id)?.payload == [3])
  }

  @Test("A touch cannot move a session beyond its absolute deadline", arguments: Subject.all)
  func absolute(_ subject: Subject) async throws {
    let open = try subject.open(lifetime: SessionLifetime(idle: .seconds(100), absolute: .seconds(150)))
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    let end = open.clock.now.advanced(by: .seconds(150))
    open.clock.advance(by: .seconds(90))
    try await open.store.touch(id)
    #expect(try await open.store.load(id)?.expirationTime == end)
    open.clock.advance(by: .seconds(60))
    await expectError(.notFound) { try await open.store.touch(id) }
    #expect(try await open.store.load(id) == nil)
  }

  @Test("A touch soon after the last one writes nothing; a later one does", arguments: Setting.all)
  func coalesced(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) {
      $0.touchCoalescingFraction = 0.1
      $0.lifetime = SessionLifetime(idle: .seconds(100), absolute: nil)
    }
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    let written = try workplace.files.bytes(of: id)
    workplace.clock.advance(by: .seconds(9))
    try await workplace.store.touch(id)
    #expect(try workplace.files.bytes(of: id) == written)
    workplace.clock.advance(by: .seconds(1))
    try await workplace.store.touch(id)
    #expect(try workplace.files.bytes(of: id) != written)
    #expect(try await workplace.store.load(id)?.expirationTime == workplace.clock.now.advanced(by: .seconds(100)))
  }

  @Test(
    "Without coalescing every touch counts, and a session without an idle deadline needs none", arguments: Setting.all)
  func everyOne(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.touchCoalescingFraction = 0 }
    let (id, eternal) = (SessionID(key: "session"), SessionID(key: "eternal"))
    try await workplace.store.create([1], as: id, lifetime: SessionLifetime(idle: .seconds(100), absolute: nil))
    try await workplace.store.create([1], as: eternal, lifetime: SessionLifetime(idle: nil, absolute: .seconds(50)))
    let written = try workplace.files.bytes(of: eternal)
    workplace.clock.advance(by: .nanoseconds(1))
    try await workplace.store.touch(id)
    #expect(try await workplace.store.load(id)?.expirationTime == workplace.clock.now.advanced(by: .seconds(100)))
    try await workplace.store.touch(eternal)
    #expect(try workplace.files.bytes(of: eternal) == written)
  }

  @Test("A touch soon after the last one takes no lock, from a thread either", arguments: Setting.slots)
  func withoutLock(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    defer { withExtendedLifetime(workplace) {} }
    let (core, watcher) = try workplace.watched()
    let id = SessionID(key: "session")
    _ = try await core.create([1], as: id, lifetime: nil)
    let before = watcher.requests.count
    try await core.touch(id)
    try core.touchBlocking(id)
    let locks = watcher.requests.dropFirst(before).filter { request in
      switch request {
      case .lock, .requestLocalLock: true
      default: false
      }
    }
    #expect(locks.isEmpty)
    #expect(watcher.requests.count > before)
  }
}
