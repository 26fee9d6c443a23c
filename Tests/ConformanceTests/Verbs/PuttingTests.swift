import FileSessions
import FileSessionsTesting
import Testing

@Suite("Putting sessions")
struct PuttingTests {
  @Test("A put makes a session where there is none, with the usual lifetime", arguments: Subject.all)
  func makes(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let version = try await open.store.put([1], for: id, lifetime: nil)
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [1])
    #expect(session.version == version)
    #expect(session.expirationTime == open.clock.now.advanced(by: .seconds(100)))
  }

  @Test("A put over a session keeps its deadline, unless it brings a lifetime", arguments: Subject.all)
  func replaces(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let first = try await open.store.put([1], for: id, lifetime: nil)
    let deadline = open.clock.now.advanced(by: .seconds(100))
    open.clock.advance(by: .seconds(50))
    let second = try await open.store.put([2], for: id, lifetime: nil)
    #expect(first != second)
    #expect(try await open.store.load(id)?.expirationTime == deadline)
    #expect(try await open.store.load(id)?.payload == [2])
    _ = try await open.store.put([3], for: id, lifetime: SessionLifetime(idle: .seconds(500), absolute: nil))
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(500)))
  }

  @Test("A put after a delete or an expiry makes a new session, with versions of its own", arguments: Subject.all)
  func again(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let first = try await open.store.put([1], for: id, lifetime: nil)
    try await open.store.delete(id)
    let second = try await open.store.put([2], for: id, lifetime: nil)
    open.clock.advance(by: .seconds(100))
    #expect(try await open.store.load(id) == nil)
    let third = try await open.store.put([3], for: id, lifetime: nil)
    #expect(Set([first, second, third]).count == 3)
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
    await expectError(.conflict) { try await open.store.save([4], for: id, ifVersion: second, lifetime: nil) }
  }
}
