import FileSessions
import FileSessionsTesting
import Testing

@Suite("Saving sessions")
struct SavingTests {
  @Test("A save replaces the payload and makes a new version", arguments: Subject.all)
  func save(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let created = try await open.store.create([1], as: id, lifetime: nil)
    let saved = try await open.store.save([2, 3], for: id, ifVersion: nil, lifetime: nil)
    #expect(saved != created)
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [2, 3])
    #expect(session.version == saved)
  }

  @Test(
    "A payload that is there already makes no new version; the deadline moves on all the same", arguments: Subject.all)
  func unchanged(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let created = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(60))
    #expect(try await open.store.save([1], for: id, ifVersion: nil, lifetime: nil) == created)
    #expect(try await open.store.save([1], for: id, ifVersion: created, lifetime: nil) == created)
    #expect(try await open.store.put([1], for: id, lifetime: nil) == created)
    try await open.store.update(id) { _ in }
    #expect(try await open.store.load(id)?.version == created)
    // Idle for a hundred seconds since the save, not since the creation.
    open.clock.advance(by: .seconds(60))
    #expect(try await open.store.load(id)?.payload == [1])
    #expect(try await open.store.save([2], for: id, ifVersion: created, lifetime: nil) != created)
    let changed = try #require(try await open.store.load(id)?.version)
    await expectError(.conflict) { try await open.store.save([2], for: id, ifVersion: created, lifetime: nil) }
    #expect(
      try await open.store.save(
        [2], for: id, ifVersion: nil, lifetime: SessionLifetime(idle: .seconds(9), absolute: nil)) != changed)
  }

  @Test("A save of a session that never was, was deleted or has expired makes none", arguments: Subject.all)
  func noRevival(_ subject: Subject) async throws {
    let open = try subject.open()
    let (never, deleted, expired) = (SessionID(key: "never"), SessionID(key: "deleted"), SessionID(key: "expired"))
    for id in [deleted, expired] { _ = try await open.store.create([1], as: id, lifetime: nil) }
    try await open.store.delete(deleted)
    open.clock.advance(by: .seconds(100))
    for id in [never, deleted, expired] {
      await expectError(.notFound) { try await open.store.save([2], for: id, ifVersion: nil, lifetime: nil) }
      await expectError(.notFound) { try await open.store.update(id) { $0.payload = [2] } }
      await expectError(.notFound) { try await open.store.touch(id) }
      await expectError(.notFound) { try await open.store.withLock(id, timeout: nil) { _ in } }
      await expectError(.notFound) { try await open.store.rotate(id, grace: .seconds(1)) }
      #expect(try await open.store.load(id) == nil)
    }
  }

  @Test(
    "A save for the current version succeeds; for an older one it fails with the current one", arguments: Subject.all)
  func ifVersion(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    let first = try await open.store.create([1], as: id, lifetime: nil)
    let second = try await open.store.save([2], for: id, ifVersion: first, lifetime: nil)
    let error = await expectError(.conflict) {
      try await open.store.save(
        [3], for: id, ifVersion: first, lifetime: SessionLifetime(idle: .seconds(1), absolute: nil))
    }
    #expect(error?.currentVersion == second)
    let session = try #require(try await open.store.load(id))
    #expect(session.payload == [2])
    #expect(session.expirationTime == open.clock.now.advanced(by: .seconds(100)))
    _ = try await open.store.save([4], for: id, ifVersion: second, lifetime: nil)
    #expect(try await open.store.load(id)?.payload == [4])
  }

  @Test("A version never matches after delete and create, however the counters stand", arguments: Subject.all)
  func incarnations(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    var seen: Set<SessionVersion> = []
    for _ in 0..<10 {
      let version = try await open.store.create([1], as: id, lifetime: nil)
      for old in seen {
        await expectError(.conflict) { try await open.store.save([9], for: id, ifVersion: old, lifetime: nil) }
      }
      seen.insert(version)
      try await open.store.delete(id)
    }
    #expect(seen.count == 10)
  }

  @Test("A save moves the idle deadline on, and a new lifetime counts from the save", arguments: Subject.all)
  func deadlines(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([1], as: id, lifetime: nil)
    open.clock.advance(by: .seconds(60))
    _ = try await open.store.save([2], for: id, ifVersion: nil, lifetime: nil)
    #expect(try await open.store.load(id)?.expirationTime == open.clock.now.advanced(by: .seconds(100)))
    open.clock.advance(by: .seconds(60))
    let shorter = SessionLifetime(idle: .seconds(10), absolute: .seconds(15))
    _ = try await open.store.save([3], for: id, ifVersion: nil, lifetime: shorter)
    let saved = open.clock.now
    #expect(try await open.store.load(id)?.expirationTime == saved.advanced(by: .seconds(10)))
    open.clock.advance(by: .seconds(9))
    try await open.store.touch(id)
    #expect(try await open.store.load(id)?.expirationTime == saved.advanced(by: .seconds(15)))
    open.clock.advance(by: .seconds(6))
    #expect(try await open.store.load(id) == nil)
  }

  @Test(
    "Payloads of any size come back byte by byte: none, one, around a block, far beyond one", arguments: Subject.all)
  func sizes(_ subject: Subject) async throws {
    let open = try subject.open()
    let id = SessionID(key: "session")
    _ = try await open.store.create([], as: id, lifetime: nil)
    #expect(try await open.store.load(id)?.payload == [])
    // The second round shrinks and grows a file that has held more before.
    let sizes = [1, 1904, 1905, 2047, 4096, 65_536, 200_001, 0, 5, 3000, 1 << 20, 1]
    for (round, size) in sizes.enumerated() {
      let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ round) }
      _ = try await open.store.save(payload, for: id, ifVersion: nil, lifetime: nil)
      #expect(try await open.store.load(id)?.payload == payload)
    }
    try await open.store.delete(id)
    if let workplace = open.workplace { #expect(workplace.files.remains.isEmpty) }
  }
}
