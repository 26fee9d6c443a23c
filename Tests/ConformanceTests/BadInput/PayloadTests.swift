import FileSessions
import Testing

@Suite("Payloads that are too large")
struct PayloadTests {
  @Test(
    "At the limit a payload is kept; over it every verb fails with tooLarge and changes nothing", arguments: Setting.all
  )
  func limit(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.maximumPayloadByteCount = 1000 }
    let (store, id) = (workplace.store, SessionID(key: "session"))
    let (fitting, tooLarge) = ([UInt8](repeating: 1, count: 1000), [UInt8](repeating: 2, count: 1001))
    await expectError(.tooLarge) { try await store.create(tooLarge) }
    await expectError(.tooLarge) { try await store.put(tooLarge, for: id) }
    #expect(workplace.files.remains.isEmpty)
    let version = try await store.create(fitting, as: id)
    let names = workplace.files.names
    await expectError(.tooLarge) { try await store.save(tooLarge, for: id) }
    await expectError(.tooLarge) { try await store.put(tooLarge, for: id) }
    await expectError(.tooLarge) { try await store.update(id) { $0.payload.append(2) } }
    await expectError(.tooLarge) { try await store.withLock(id) { _ = try await $0.save(tooLarge) } }
    let blocking = BlockingCalls(store)
    await expectError(.tooLarge) { try blocking.save(tooLarge, id) }
    await expectError(.tooLarge) { try blocking.update(id) { $0.payload = tooLarge } }
    let session = try #require(try await store.load(id))
    #expect(session.payload == fitting)
    #expect(session.version == version)
    #expect(workplace.files.names == names)
    try await store.save([], for: id)
    #expect(try await store.load(id)?.payload == [])
  }

  @Test("So it is in memory")
  func limitInMemory() async throws {
    let (store, id) = (MemorySessionStore(maximumPayloadByteCount: 10), SessionID(key: "session"))
    let (fitting, tooLarge) = ([UInt8](repeating: 1, count: 10), [UInt8](repeating: 2, count: 11))
    await expectError(.tooLarge) { try await store.create(tooLarge) }
    await expectError(.tooLarge) { try await store.put(tooLarge, for: id) }
    #expect(try await store.load(id) == nil)
    try await store.create(fitting, as: id)
    await expectError(.tooLarge) { try await store.save(tooLarge, for: id) }
    await expectError(.tooLarge) { try await store.update(id) { $0.payload.append(2) } }
    await expectError(.tooLarge) { try await store.withLock(id) { _ = try await $0.save(tooLarge) } }
    #expect(try await store.load(id)?.payload == fitting)
  }

  @Test(
    "A payload that is refused inside withLock leaves the lock held, and a smaller one is saved", arguments: Setting.all
  )
  func underLock(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.maximumPayloadByteCount = 10 }
    let id = SessionID(key: "session")
    try await workplace.store.create([1], as: id)
    try await workplace.store.withLock(id) { session in
      do {
        try await session.save([UInt8](repeating: 2, count: 11))
        Issue.record("it should have been refused")
      } catch {}
      #expect(session.snapshot?.payload == [1])
      try await session.save([3])
    }
    #expect(try await workplace.store.load(id)?.payload == [3])
  }

  @Test("A session from before the limit was lowered is not lost to a sweep or a put", arguments: Setting.all)
  func lowered(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    let id = SessionID(key: "session")
    let large = [UInt8](repeating: 1, count: 100_000)
    try await workplace.store.create(large, as: id)
    let lowered = try workplace.secondStore { $0.maximumPayloadByteCount = 1000 }
    let report = try await lowered.sweep()
    #expect(report.corrupt == 0)
    #expect(try await workplace.store.load(id)?.payload == large)
  }
}
