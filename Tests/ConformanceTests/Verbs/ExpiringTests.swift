import FileSessions
import FileSessionsTesting
import Testing

@Suite("Expiry")
struct ExpiringTests {
  @Test("A session lives to the last nanosecond before its idle deadline, and not at it", arguments: Subject.all)
  func idle(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(100) - .nanoseconds(1))
    #expect(try await open.store.load(id)?.payload == [1])
    open.clock.advance(by: .nanoseconds(1))
    #expect(try await open.store.load(id) == nil)
  }

  @Test("The absolute deadline ends a session that is saved and touched all the time", arguments: Subject.all)
  func absolute(_ subject: Subject) async throws {
    let open = try subject.open(lifetime: SessionLifetime(idle: .seconds(100), absolute: .seconds(250)))
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    for _ in 0..<4 {
      open.clock.advance(by: .seconds(50))
      try await open.store.touch(id)
      _ = try await open.store.save([1], for: id, ifVersion: nil, lifetime: nil)
    }
    open.clock.advance(by: .seconds(50) - .nanoseconds(1))
    #expect(try await open.store.load(id) != nil)
    open.clock.advance(by: .nanoseconds(1))
    #expect(try await open.store.load(id) == nil)
    await expectError(.notFound) { try await open.store.save([2], for: id, ifVersion: nil, lifetime: nil) }
  }

  @Test("A clock that steps back ends no session early and cuts no deadline short", arguments: Subject.all)
  func stepBack(_ subject: Subject) async throws {
    let open = try subject.open()
    let (id, later) = (SessionID(key: "session"), SessionID(key: "later"))
    _ = try await open.store.create([1], as: id, lifetime: nil)
    let deadline = open.clock.now.advanced(by: .seconds(100))
    open.clock.advance(by: .seconds(-3600))
    #expect(try await open.store.load(id)?.expirationTime == deadline)
    try await open.store.touch(id)
    _ = try await open.store.save([2], for: id, ifVersion: nil, lifetime: nil)
    try await open.store.update(id) { $0.payload = [3] }
    // By the clock of now, the one before is not to be believed; it stays all the same, for when the clock is right
    // again.
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
    _ = try await open.store.create([4], as: later, lifetime: nil)
    #expect(try await open.store.sweep().removed == 0)
    #expect(try await open.store.load(id)?.payload == [3])
    open.clock.advance(by: .seconds(3600 + 99))
    #expect(try await open.store.load(id)?.payload == [3])
    #expect(try await open.store.load(id)?.expirationTime == deadline)
    #expect(try await open.store.load(later) == nil)
    open.clock.advance(by: .seconds(1))
    #expect(try await open.store.load(id) == nil)
  }

  @Test("Lifetimes at the end of the scale neither trap nor wrap around", arguments: Subject.all)
  func extremes(_ subject: Subject) async throws {
    let open = try subject.open()
    let long = Duration(secondsComponent: .max, attosecondsComponent: 0)
    let (longest, shortest) = (SessionID(key: "long"), SessionID(key: "short"))
    _ = try await open.store.create([1], as: longest, lifetime: SessionLifetime(idle: long, absolute: long))
    _ = try await open.store.create([1], as: shortest, lifetime: SessionLifetime(idle: .nanoseconds(1), absolute: nil))
    open.clock.advance(by: .seconds(1))
    try await open.store.touch(longest)
    #expect(try await open.store.load(longest) != nil)
    #expect(try await open.store.load(shortest) == nil)
    for over in [SessionLifetime(idle: .zero, absolute: nil), SessionLifetime(idle: nil, absolute: .seconds(-5))] {
      let error = await #expect(throws: SessionError.self) {
        _ = try await open.store.create([1], as: SessionID(key: "over"), lifetime: over)
      }
      #expect(error?.code == .invalidConfiguration)
    }
  }

  @Test(
    "A load that finds a session expired looks again under the lock: it may just have been refreshed",
    arguments: Setting.all)
  func refreshedMeanwhile(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lifetime = SessionLifetime(idle: .seconds(100), absolute: nil) }
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    workplace.clock.advance(by: .seconds(99))
    let blocking = BlockingCalls(workplace.store)
    // 1. The load reads a record that has expired by its clock. 2. A save that began in time is acknowledged.
    // 3. The load answers: what was acknowledged, since nobody may say that there is no such session.
    let late = workplace.clock.now.advanced(by: .seconds(50))
    let interceptor = FirstLock { try? blocking.save([2], id) }
    let core = try workplace.intercepted(by: interceptor) { $0.clock = .custom { late } }
    interceptor.arm()
    #expect(try await core.load(id)?.payload == [2])
    #expect(interceptor.hasActed)
  }
}
