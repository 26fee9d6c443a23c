import FileSessions
import FileSessionsTesting
import Testing

@Suite("Rotating sessions")
struct RotatingTests {
  @Test(
    "Until the grace period ends the old id answers its frozen payload, and never the new one's", arguments: Subject.all
  )
  func frozen(_ subject: Subject) async throws {
    let open = try subject.open()
    let old = SessionID(key: "session")
    _ = try await open.store.create([1], as: old, lifetime: nil)
    let new = try await open.store.rotate(old, grace: .seconds(10))
    #expect(new != old)
    #expect(try await open.store.load(new)?.payload == [1])
    _ = try await open.store.save([2], for: new, ifVersion: nil, lifetime: nil)
    let frozen = try #require(try await open.store.load(old))
    #expect(frozen.payload == [1])
    #expect(frozen.id == old)
    open.clock.advance(by: .seconds(9))
    #expect(try await open.store.load(old)?.payload == [1])
    open.clock.advance(by: .seconds(1))
    #expect(try await open.store.load(old) == nil)
    #expect(try await open.store.load(new)?.payload == [2])
  }

  @Test("Writes to the old id fail with rotated, and change neither", arguments: Subject.all)
  func writes(_ subject: Subject) async throws {
    let open = try subject.open()
    let old = SessionID(key: "session")
    _ = try await open.store.create([1], as: old, lifetime: nil)
    let new = try await open.store.rotate(old, grace: .seconds(10))
    await expectError(.rotated) { try await open.store.save([9], for: old, ifVersion: nil, lifetime: nil) }
    await expectError(.rotated) { try await open.store.put([9], for: old, lifetime: nil) }
    await expectError(.rotated) { try await open.store.update(old) { $0.payload = [9] } }
    await expectError(.rotated) { try await open.store.withLock(old, timeout: nil) { _ in } }
    await expectError(.rotated) { try await open.store.touch(old) }
    await expectError(.rotated) { try await open.store.rotate(old, grace: .seconds(10)) }
    await expectError(.duplicate) { try await open.store.create([9], as: old, lifetime: nil) }
    #expect(try await open.store.load(old)?.payload == [1])
    #expect(try await open.store.load(new)?.payload == [1])
  }

  @Test("A delete of the old id deletes both, over any number of rotations", arguments: Subject.all)
  func deleteBoth(_ subject: Subject) async throws {
    let open = try subject.open()
    var ids = [SessionID(key: "session")]
    _ = try await open.store.create([1], as: ids[0], lifetime: nil)
    for _ in 0..<3 { ids.append(try await open.store.rotate(ids[ids.count - 1], grace: .seconds(10))) }
    try await open.store.delete(ids[0])
    for id in ids { #expect(try await open.store.load(id) == nil) }
    if let workplace = open.workplace { #expect(workplace.files.remains.isEmpty) }
  }

  @Test("A delete of the new id leaves the old one to end with its grace period", arguments: Subject.all)
  func deleteNew(_ subject: Subject) async throws {
    let open = try subject.open()
    let old = SessionID(key: "session")
    _ = try await open.store.create([1], as: old, lifetime: nil)
    let new = try await open.store.rotate(old, grace: .seconds(10))
    try await open.store.delete(new)
    #expect(try await open.store.load(new) == nil)
    #expect(try await open.store.load(old)?.payload == [1])
    open.clock.advance(by: .seconds(10))
    #expect(try await open.store.load(old) == nil)
    _ = try await open.store.create([2], as: old, lifetime: nil)
    #expect(try await open.store.load(old)?.payload == [2])
  }

  @Test("The lifetime goes with the session; the grace period cannot outlast it", arguments: Subject.all)
  func lifetimes(_ subject: Subject) async throws {
    let open = try subject.open(lifetime: SessionLifetime(idle: .seconds(100), absolute: .seconds(120)))
    let old = SessionID(key: "session")
    _ = try await open.store.create([1], as: old, lifetime: nil)
    let created = open.clock.now
    open.clock.advance(by: .seconds(60))
    let new = try await open.store.rotate(old, grace: .seconds(500))
    #expect(try await open.store.load(new)?.creationTime == created)
    #expect(try await open.store.load(old)?.expirationTime == created.advanced(by: .seconds(100)))
    try await open.store.touch(new)
    #expect(try await open.store.load(new)?.expirationTime == created.advanced(by: .seconds(120)))
  }

  @Test("Forwarding, by choice, answers what the new session holds now", arguments: Setting.all)
  func forwarding(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let old = SessionID(key: "session")
    try await workplace.store.create([1], as: old)
    let new = try await workplace.store.rotate(old, grace: .seconds(10), oldID: .forwarding)
    try await workplace.store.save([2], for: new)
    let newest = try await workplace.store.rotate(new, grace: .seconds(20), oldID: .forwarding)
    try await workplace.store.save([3], for: newest)
    for id in [old, new, newest] { #expect(try await workplace.store.load(id)?.payload == [3]) }
    #expect(try await workplace.store.load(old)?.id == old)
    #expect(try BlockingCalls(workplace.store).load(old) == [3])
    await expectError(.rotated) { try await workplace.store.save([9], for: old) }
    workplace.clock.advance(by: .seconds(10))
    #expect(try await workplace.store.load(old) == nil)
    #expect(try await workplace.store.load(new)?.payload == [3])
    try await workplace.store.delete(new)
    #expect(try await workplace.store.load(newest) == nil)
  }

  @Test(
    "A rotation leaves no more files than the two sessions need, and a sweep takes the old one", arguments: Setting.all)
  func files(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let old = SessionID(key: "session")
    try await workplace.store.create([1], as: old)
    let new = try await workplace.store.rotate(old, grace: .seconds(10))
    #expect(workplace.files.temporaries.isEmpty)
    #expect(workplace.files.sessions.count == 2)
    workplace.clock.advance(by: .seconds(10))
    #expect(try await workplace.store.sweep().removed == 1)
    #expect(!workplace.files.exists(old))
    #expect(workplace.files.exists(new))
  }
}
