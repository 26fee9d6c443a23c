import FileSessions
import FileSessionsJSON
import FileSessionsTesting
import TestSupport
import Testing

@Suite("Typed sessions under their lock")
struct JSONLockTests {
  @Test("The value is there, and what is saved is seen at once", arguments: StoreKind.allCases)
  func save(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit(cart: ["a"])).id
    let count = try await sessions.withLock(id) { session in
      let (found, foundID) = (session.value, session.id)
      #expect(found == Visit(cart: ["a"]))
      #expect(foundID == id)
      let version = try await session.save(Visit(cart: ["a", "b"]))
      let saved = session.value
      #expect(saved == Visit(cart: ["a", "b"]))
      let seen = try await sessions.load(id)
      #expect(seen?.value == saved)
      #expect(seen?.version == version)
      return saved?.cart.count
    }
    #expect(count == 2)
    #expect(try await sessions.load(id)?.value == Visit(cart: ["a", "b"]))
  }

  @Test("Without a save nothing is changed", arguments: StoreKind.allCases)
  func nothing(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let created = try await sessions.create(Visit(user: "a"))
    try await sessions.withLock(created.id) { _ in }
    #expect(try await sessions.load(created.id)?.version == created.version)
  }

  @Test("A delete ends the session, and is the end of saving", arguments: StoreKind.allCases)
  func delete(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit(user: "a")).id
    let code = try await sessions.withLock(id) { session -> SessionError.Code? in
      try await session.delete()
      let value = session.value
      #expect(value == nil)
      do { try await session.save(Visit(user: "b")) } catch let error as SessionError { return error.code }
      return nil
    }
    #expect(code == .notFound)
    #expect(try await sessions.load(id) == nil)
  }

  @Test("Where the closure throws, what it saved stays, and the lock does not", arguments: StoreKind.allCases)
  func bodyThrows(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit(user: "a")).id
    await #expect(throws: Refusal()) {
      try await sessions.withLock(id) { session in
        try await session.save(Visit(user: "b"))
        throw Refusal()
      }
    }
    #expect(try await sessions.load(id)?.value == Visit(user: "b"))
    // In no time at all: nobody holds it.
    try await sessions.withLock(id, timeout: .zero) { session in _ = try await session.save(Visit(user: "c")) }
    #expect(try await sessions.load(id)?.value == Visit(user: "c"))
    await #expect(throws: Refusal()) { try await sessions.withLock(id) { _ in throw Refusal() } }
    try await sessions.update(id) { $0.user = "d" }
    #expect(try await sessions.load(id)?.value == Visit(user: "d"))
  }

  @Test("Those that hold it come one after the other, across suspensions", arguments: StoreKind.allCases)
  func exclusive(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit()).id
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          try await sessions.withLock(id) { session in
            var visit = session.value ?? Visit()
            for _ in 0..<3 { await Task.yield() }
            visit.cart.append("\(number)")
            try await session.save(visit)
          }
        }
      }
      try await group.waitForAll()
    }
    let visit = try #require(try await sessions.load(id)?.value)
    #expect(visit.cart.count == 16)
    #expect(Set(visit.cart).count == 16)
  }

  @Test("A lock that another one holds is waited for no longer than told", arguments: StoreKind.allCases)
  func timeout(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit(user: "a")).id
    try await sessions.withLock(id) { _ in
      // Detached: a child would count as the holder itself.
      let other = Task.detached {
        await expectError(.timedOut) { try await sessions.withLock(id, timeout: .zero) { _ in } }
      }
      _ = await other.value
    }
    #expect(try await sessions.load(id)?.value == Visit(user: "a"))
  }

  @Test("A new lifetime may come with a save", arguments: StoreKind.allCases)
  func lifetime(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let sessions = JSONSessions<Visit>(try kind.open(clock.sessionClock), clock: clock.sessionClock)
    let id = try await sessions.create(Visit()).id
    try await sessions.withLock(id) { session in
      _ = try await session.save(Visit(user: "a"), lifetime: SessionLifetime(idle: .seconds(5), absolute: nil))
    }
    clock.advance(by: .seconds(5))
    #expect(try await sessions.load(id) == nil)
  }
}
