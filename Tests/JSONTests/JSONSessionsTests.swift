import FileSessions
import FileSessionsJSON
import FileSessionsTesting
import TestSupport
import Testing

@Suite("Typed sessions")
struct JSONSessionsTests {
  @Test(
    "A created session loads with the value, the version and the deadline it was given", arguments: StoreKind.allCases)
  func create(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let sessions = JSONSessions<Visit>(try kind.open(clock.sessionClock), clock: clock.sessionClock)
    let visit = Visit(user: "Zoë \"\\/\u{1F512}", cart: ["", "a"], ratings: ["a": .max, "b": .min])
    let created = try await sessions.create(visit, lifetime: SessionLifetime(idle: .seconds(7), absolute: nil))
    let loaded = try #require(try await sessions.load(created.id))
    for session in [created, loaded] {
      #expect(session.value == visit)
      #expect(session.creationTime == clock.now)
      #expect(session.expirationTime == clock.now.advanced(by: .seconds(7)))
      #expect(!session.isRotated)
    }
    #expect(loaded.id == created.id)
    #expect(loaded.version == created.version)
    clock.advance(by: .seconds(7))
    #expect(try await sessions.load(created.id) == nil)
  }

  @Test("A session of a given id is made once", arguments: StoreKind.allCases)
  func createAs(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = SessionID(key: "visit")
    let version = try await sessions.create(Visit(user: "a"), as: id)
    await expectError(.duplicate) { try await sessions.create(Visit(user: "b"), as: id) }
    let loaded = try await sessions.load(id)
    #expect(loaded?.value == Visit(user: "a"))
    #expect(loaded?.version == version)
  }

  @Test("Where there is no session, load says so and the others fail", arguments: StoreKind.allCases)
  func absent(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try SessionID.random()
    #expect(try await sessions.load(id) == nil)
    await expectError(.notFound) { try await sessions.save(Visit(), for: id) }
    await expectError(.notFound) { try await sessions.update(id) { $0.user = "a" } }
    await expectError(.notFound) { try await sessions.withLock(id) { _ in } }
    await expectError(.notFound) { try await sessions.touch(id) }
    await expectError(.notFound) { try await sessions.rotate(id) }
    try await sessions.delete(id)
    #expect(try await sessions.load(id) == nil)
  }

  @Test("A save replaces, and for an old version it is a conflict", arguments: StoreKind.allCases)
  func save(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let first = try await sessions.create(Visit(user: "a"))
    let second = try await sessions.save(Visit(user: "b"), for: first.id, ifVersion: first.version)
    #expect(second != first.version)
    let error = await expectError(.conflict) {
      try await sessions.save(Visit(user: "c"), for: first.id, ifVersion: first.version)
    }
    #expect(error?.currentVersion == second)
    #expect(try await sessions.load(first.id)?.value == Visit(user: "b"))
    try await sessions.save(Visit(user: "d"), for: first.id)
    #expect(try await sessions.load(first.id)?.value == Visit(user: "d"))
  }

  @Test("A put makes or replaces", arguments: StoreKind.allCases)
  func put(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = SessionID(key: "visit")
    let first = try await sessions.put(Visit(user: "a"), for: id)
    #expect(try await sessions.load(id)?.version == first)
    let second = try await sessions.put(Visit(user: "b"), for: id)
    #expect(second != first)
    #expect(try await sessions.load(id)?.value == Visit(user: "b"))
  }

  @Test("An update reads, changes and writes, and returns what its closure does", arguments: StoreKind.allCases)
  func update(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit(cart: ["a"])).id
    let count = try await sessions.update(id) { visit in
      visit.cart.append("b")
      return visit.cart.count
    }
    #expect(count == 2)
    #expect(try await sessions.load(id)?.value == Visit(cart: ["a", "b"]))
  }

  @Test("An update whose closure throws writes nothing", arguments: StoreKind.allCases)
  func updateThrows(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let created = try await sessions.create(Visit(cart: ["a"]))
    await #expect(throws: Refusal()) {
      try await sessions.update(created.id) { visit in
        visit.cart = []
        throw Refusal()
      }
    }
    let loaded = try await sessions.load(created.id)
    #expect(loaded?.value == Visit(cart: ["a"]))
    #expect(loaded?.version == created.version)
  }

  @Test("Of many updates at once each is kept exactly once", arguments: StoreKind.allCases)
  func concurrent(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit()).id
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<32 {
        group.addTask {
          try await sessions.update(id) { visit in
            visit.cart.append("\(number)")
            visit.ratings["all", default: 0] += 1
          }
        }
      }
      try await group.waitForAll()
    }
    let visit = try #require(try await sessions.load(id)?.value)
    #expect(Set(visit.cart) == Set((0..<32).map { "\($0)" }))
    #expect(visit.cart.count == 32)
    #expect(visit.ratings == ["all": 32])
  }

  @Test("A touch moves the idle deadline on, and changes nothing else", arguments: StoreKind.allCases)
  func touch(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let sessions = JSONSessions<Visit>(try kind.open(clock.sessionClock), clock: clock.sessionClock)
    let created = try await sessions.create(
      Visit(user: "a"), lifetime: SessionLifetime(idle: .seconds(100), absolute: nil))
    clock.advance(by: .seconds(60))
    try await sessions.touch(created.id)
    let loaded = try #require(try await sessions.load(created.id))
    #expect(loaded.expirationTime == clock.now.advanced(by: .seconds(100)))
    #expect(loaded.creationTime == created.creationTime)
    #expect(loaded.version == created.version)
    #expect(loaded.value == Visit(user: "a"))
  }

  @Test(
    "A rotated session goes on under its new id; the old one answers what it was, for a while",
    arguments: StoreKind.allCases)
  func rotate(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let sessions = JSONSessions<Visit>(try kind.open(clock.sessionClock), clock: clock.sessionClock)
    let old = try await sessions.create(Visit(cart: ["a"])).id
    let new = try await sessions.rotate(old, grace: .seconds(30))
    #expect(new != old)
    try await sessions.update(new) { $0.user = "alice" }
    #expect(try await sessions.load(new)?.value == Visit(user: "alice", cart: ["a"]))
    #expect(try await sessions.load(new)?.isRotated == false)
    let frozen = try await sessions.load(old)
    #expect(frozen?.value == Visit(cart: ["a"]))
    #expect(frozen?.isRotated == true)
    await expectError(.rotated) { try await sessions.save(Visit(), for: old) }
    await expectError(.rotated) { try await sessions.update(old) { $0.user = "mallory" } }
    clock.advance(by: .seconds(30))
    #expect(try await sessions.load(old) == nil)
    #expect(try await sessions.load(new)?.value == Visit(user: "alice", cart: ["a"]))
  }

  @Test("What is deleted is gone, and no save brings it back", arguments: StoreKind.allCases)
  func delete(_ kind: StoreKind) async throws {
    let sessions = JSONSessions<Visit>(try kind.open())
    let id = try await sessions.create(Visit(user: "a")).id
    try await sessions.delete(id)
    #expect(try await sessions.load(id) == nil)
    await expectError(.notFound) { try await sessions.save(Visit(user: "a"), for: id) }
    #expect(try await sessions.load(id) == nil)
  }

  @Test("Lifetimes go through: a save may give a new one", arguments: StoreKind.allCases)
  func lifetimes(_ kind: StoreKind) async throws {
    let clock = ManualClock()
    let sessions = JSONSessions<Visit>(try kind.open(clock.sessionClock), clock: clock.sessionClock)
    let short = SessionLifetime(idle: .seconds(5), absolute: nil)
    let (put, saved) = (SessionID(key: "put"), SessionID(key: "saved"))
    try await sessions.put(Visit(), for: put, lifetime: short)
    try await sessions.create(Visit(), as: saved)
    try await sessions.save(Visit(user: "a"), for: saved, lifetime: short)
    clock.advance(by: .seconds(4))
    for id in [put, saved] { #expect(try await sessions.load(id) != nil) }
    clock.advance(by: .seconds(1))
    for id in [put, saved] { #expect(try await sessions.load(id) == nil) }
  }
}
