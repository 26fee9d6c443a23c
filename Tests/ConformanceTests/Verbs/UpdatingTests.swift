import FileSessions
import FileSessionsTesting
import Testing

@Suite("Updating sessions")
struct UpdatingTests {
  @Test(
    "An update hands out the session, writes what it became and returns the closure's result", arguments: Subject.all)
  func update(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let version = try await open.store.create([1], as: id, lifetime: nil)
    let result = try await open.store.update(id) { draft in
      #expect(draft.version == version)
      #expect(draft.lifetime == nil)
      draft.payload.append(2)
      return "done"
    }
    #expect(result == "done")
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [1, 2])
    #expect(session.version != version)
  }

  @Test("A closure that throws changes nothing, and its error comes out", arguments: Subject.all)
  func throwing(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let version = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(10))
    await #expect(throws: Refusal()) {
      try await open.store.update(id) { draft in
        draft.payload = [2]
        draft.lifetime = SessionLifetime(idle: .seconds(1), absolute: nil)
        throw Refusal()
      }
    }
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [1])
    #expect(session.version == version)
    #expect(session.expirationTime == session.creationTime.advanced(by: .seconds(100)))
    // The lock was given up.
    try await open.store.update(id) { $0.payload = [3] }
    #expect(try await open.store.load(id)?.payload == [3])
  }

  @Test("An update moves the idle deadline on; a lifetime in the draft counts from the update", arguments: Subject.all)
  func lifetime(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(50))
    try await open.store.update(id) { _ in }
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
    try await open.store.update(id) { $0.lifetime = SessionLifetime(idle: .seconds(3), absolute: nil) }
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(3)))
  }

  @Test("A session that expires while the closure runs is not brought back", arguments: Subject.all)
  func expiringMeanwhile(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    let clock = open.clock
    await expectError(.notFound) {
      try await open.store.update(id) { draft in
        draft.payload = [2]
        clock.advance(by: .seconds(100))
      }
    }
    #expect(try await open.store.load(id) == nil)
  }

  @Test("A nested call on the id that is being updated fails at once with alreadyHeld", arguments: Setting.all)
  func nested(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.lockTimeout = .zero }
    let (id, other) = (SessionID(key: "session"), SessionID(key: "other"))
    try await workplace.store.create([1], as: id)
    try await workplace.store.create([1], as: other)
    let blocking = BlockingCalls(workplace.store)
    try await workplace.store.update(id) { draft in
      for call in blocking.writes(id) { #expect(Self.code(call) == .alreadyHeld) }
      #expect(try blocking.load(id) == [1])
      // Another id is none of the held one's business.
      try blocking.save([2], other)
      draft.payload = [3]
    }
    #expect(try await workplace.store.load(id)?.payload == [3])
    #expect(try await workplace.store.load(other)?.payload == [2])
  }

  private static func code(_ call: () throws -> Void) -> SessionError.Code? {
    do { try call() } catch { return (error as? SessionError)?.code }
    return nil
  }
}
