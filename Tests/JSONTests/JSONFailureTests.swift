import FileSessions
import FileSessionsJSON
import FileSessionsTesting
import Testing

@Suite("Typed sessions over a store that fails, or answers what is not so")
struct JSONFailureTests {
  private struct Outage: Error, Equatable {}

  private let store = FailingStore(MemorySessionStore())
  private let sessions: JSONSessions<Visit>

  init() { sessions = JSONSessions(store) }

  @Test("Errors of the store's own reach the caller as they are, and change nothing") func foreign() async throws {
    let created = try await sessions.create(Visit(user: "a"))
    let id = created.id
    store.fail(with: Outage(), next: 10)
    await #expect(throws: Outage()) { _ = try await sessions.create(Visit()) }
    await #expect(throws: Outage()) { try await sessions.create(Visit(), as: SessionID(key: "b")) }
    await #expect(throws: Outage()) { _ = try await sessions.load(id) }
    await #expect(throws: Outage()) { try await sessions.save(Visit(user: "b"), for: id) }
    await #expect(throws: Outage()) { try await sessions.put(Visit(user: "b"), for: id) }
    await #expect(throws: Outage()) { try await sessions.update(id) { $0.user = "b" } }
    await #expect(throws: Outage()) { try await sessions.withLock(id) { _ = try await $0.save(Visit(user: "b")) } }
    await #expect(throws: Outage()) { try await sessions.touch(id) }
    await #expect(throws: Outage()) { try await sessions.rotate(id) }
    await #expect(throws: Outage()) { try await sessions.delete(id) }
    let loaded = try await sessions.load(id)
    #expect(loaded?.value == Visit(user: "a") && loaded?.version == created.version)
    #expect(try await sessions.load(SessionID(key: "b")) == nil)
  }

  @Test("A session that is over is none, and its lock is not there to be held") func expired() async throws {
    let id = try await sessions.create(Visit(user: "a")).id
    store.answer([.load, .withLock], with: .expired, next: 2)
    #expect(try await sessions.load(id) == nil)
    var hasRun = false
    await expectError(.notFound) { try await sessions.withLock(id) { _ in hasRun = true } }
    #expect(!hasRun)
    // The lock was given up, and what the store really has is as it was.
    try await sessions.withLock(id, timeout: .zero) { _ in }
    #expect(try await sessions.load(id)?.value == Visit(user: "a"))
  }

  @Test("By whose clock it is over can be said") func clock() async throws {
    let clock = ManualClock()
    let store = MemorySessionStore(
      lifetime: SessionLifetime(idle: .seconds(10), absolute: nil), clock: SessionClock.custom { clock.now })
    let (its, later) = (JSONSessions<Visit>(store, clock: clock.sessionClock), JSONSessions<Visit>(store))
    let id = try await its.create(Visit(user: "a")).id
    #expect(try await its.load(id)?.value == Visit(user: "a"))
    #expect(try await later.load(id) == nil)
    clock.advance(by: .seconds(10))
    #expect(try await its.load(id) == nil)
  }

  @Test("Another's session is nobody's answer") func stranger() async throws {
    let (hers, his) = (try await sessions.create(Visit(user: "she")), try await sessions.create(Visit(user: "he")))
    let stranger = try #require(try await store.load(hers.id))
    store.answer([.load, .withLock], with: .stranger(stranger), next: 2)
    await expectError(.invalidAnswer) { try await sessions.load(his.id) }
    await expectError(.invalidAnswer) { try await sessions.withLock(his.id) { _ = try await $0.save(Visit()) } }
    #expect(try await sessions.load(his.id)?.value == Visit(user: "he"))
    #expect(try await sessions.load(hers.id)?.value == Visit(user: "she"))
  }

  @Test("A save for a version that was never given is a conflict, and changes nothing") func unknownVersion()
    async throws
  {
    let id = try await sessions.create(Visit(user: "a")).id
    store.answer([.load], with: .unknownVersion)
    let version = try #require(try await sessions.load(id)?.version)
    let error = await expectError(.conflict) { try await sessions.save(Visit(user: "b"), for: id, ifVersion: version) }
    let current = try await store.load(id)?.version
    #expect(error?.currentVersion == current)
    #expect(try await sessions.load(id)?.value == Visit(user: "a"))
    // Where the lock decides, the version is nothing to go by.
    store.answer([.update, .withLock], with: .unknownVersion, next: 2)
    try await sessions.update(id) { $0.cart.append("b") }
    try await sessions.withLock(id) { session in
      let visit = session.value ?? Visit()
      _ = try await session.save(Visit(user: visit.user, cart: visit.cart + ["c"]))
    }
    #expect(try await sessions.load(id)?.value == Visit(user: "a", cart: ["b", "c"]))
  }
}
