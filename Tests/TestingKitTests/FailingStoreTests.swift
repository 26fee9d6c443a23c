import FileSessions
import FileSessionsTesting
import Testing

@Suite("A store that fails on demand")
struct FailingStoreTests {
  private struct Planned: Error, Equatable {
    var number = 0
  }

  private let store = FailingStore(MemorySessionStore())
  private let id = SessionID(key: "session")

  @Test("The next calls of the chosen verbs fail, and no others")
  func chosen() async throws {
    try await store.create([1], as: id)
    store.fail([.save, .touch], with: Planned(), next: 2)
    #expect(try await store.load(id)?.payload == [1])
    await #expect(throws: Planned()) { try await store.save([2], for: id) }
    await #expect(throws: Planned()) { try await store.touch(id) }
    #expect(try await store.load(id)?.payload == [1])
    try await store.save([3], for: id)
    #expect(try await store.load(id)?.payload == [3])
  }

  @Test("A call that fails afterwards is done all the same")
  func afterwards() async throws {
    try await store.create([1], as: id)
    store.fail([.update], with: Planned(), .after)
    await #expect(throws: Planned()) { try await store.update(id) { $0.payload = [2] } }
    #expect(try await store.load(id)?.payload == [2])
  }

  @Test("Orders for one verb are used up in their order, and can be taken back")
  func orders() async throws {
    store.fail(with: Planned(number: 1))
    store.fail([.load], with: Planned(number: 2), next: 5)
    store.fail([.load], with: Planned(number: 3), next: 0)
    await #expect(throws: Planned(number: 1)) { try await store.load(id) }
    await #expect(throws: Planned(number: 2)) { try await store.load(id) }
    store.stopFailing()
    #expect(try await store.load(id) == nil)
  }

  @Test("What is answered wrongly is done all the same, and the session is as it was")
  func wrongAnswers() async throws {
    store.answer([.create], with: .expired)
    let created = try await store.create([1])
    #expect(created.expirationTime == created.creationTime)
    let right = try #require(try await store.load(created.id))
    #expect(right.payload == [1] && right.version == created.version)
    #expect(right.expirationTime.map { $0 > right.creationTime } == true)

    store.answer([.load, .save], with: .unknownVersion, next: 2)
    let unknown = try #require(try await store.load(created.id)?.version)
    #expect(unknown != right.version)
    let saved = try await store.save([2], for: created.id)
    await expectConflict { try await store.save([3], for: created.id, ifVersion: saved) }
    await expectConflict { try await store.save([3], for: created.id, ifVersion: unknown) }

    store.answer([.load], with: .stranger(right))
    #expect(try await store.load(id)?.id == nil)
    store.stopFailing()
    try await store.create([4], as: id)
    store.answer([.load], with: .stranger(right))
    #expect(try await store.load(id)?.id == created.id)
    #expect(try await store.load(id)?.payload == [4])
  }

  private func expectConflict(_ body: () async throws -> SessionVersion) async {
    let error = await #expect(throws: SessionError.self) { try await body() }
    #expect(error?.code == .conflict)
  }

  @Test("Closures are handed what is not so, and what they do counts")
  func wrongInClosures() async throws {
    let version = try await store.create([1], as: id)
    store.answer([.update, .withLock, .withSharedLock], with: .unknownVersion, next: 2)
    let drafted = try await store.update(id) { draft in
      draft.payload.append(2)
      draft.lifetime = SessionLifetime(idle: nil, absolute: nil)
      return draft.version
    }
    #expect(drafted != version)
    let loaded = try #require(try await store.load(id))
    #expect(loaded.payload == [1, 2] && loaded.expirationTime == nil)
    let (shown, saved) = try await store.withLock(id) { session in
      let shown = session.snapshot?.version
      try await session.save([3])
      return (shown, session.snapshot?.version)
    }
    let current = try await store.load(id)?.version
    #expect(shown != loaded.version && saved != current)
    #expect(try await store.load(id)?.payload == [3])

    store.answer([.withLock, .withSharedLock], with: .expired, next: 2)
    let shared = try await store.withSharedLock(id) { $0.snapshot }
    #expect(shared?.payload == [3] && shared.map { $0.expirationTime == $0.creationTime } == true)
    try await store.withLock(id) { session in
      let isOver = session.snapshot.map { $0.expirationTime == $0.creationTime }
      #expect(isOver == true)
      try await session.delete()
    }
    #expect(try await store.load(id) == nil)
    // The locks were given up.
    try await store.create([5], as: id)
    try await store.withLock(id, timeout: .zero) { _ = try await $0.save([6]) }
  }

  @Test("While nothing is ordered it keeps every promise of the store below", arguments: ConformanceCheck.all)
  func conforms(_ check: ConformanceCheck) async throws {
    let conformance = SessionStoreConformance(patience: .seconds(600)) {
      FailingStore(MemorySessionStore(lifetime: $1, lockTimeout: .seconds(600), clock: $0))
    }
    try await conformance.run(check)
  }
}
