#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import TestSupport
import Testing

/// A payload opens under one id, and the store beneath moves it to another one.
@Suite("A rotation, with what comes between its two writes")
struct SealedRotationTests {
  private struct Outage: Error {}

  private let clock = ManualClock()
  private let old = SessionID(key: "session")

  @Test(
    "Killed between the two: the old id answers until its grace period ends, and a delete of it ends both",
    arguments: StoreKind.allCases)
  func killed(_ kind: StoreKind) async throws {
    let beneath = try kind.open(clock.sessionClock)
    let base = NotingStore(beneath)
    let failing = FailingStore(base)
    try await SealedSessionStore(beneath, [1]).create([1], as: old)
    // A process that is killed does not call any more: neither to seal, nor to clear away.
    failing.fail([.update, .delete], with: Outage(), next: 2)
    await expectError(.rotationLost) { try await SealedSessionStore(failing, [1]).rotate(old, grace: .seconds(20)) }
    let new = try #require(base.rotatedTo)

    let next = try SealedSessionStore(beneath, [1])
    let frozen = try await next.load(old)
    #expect(frozen?.payload == [1] && frozen?.isRotated == true)
    // Nobody was told of it. It is there, and it is nobody's.
    await expectError(.corrupt) { try await next.load(new) }
    await expectError(.rotated) { try await next.save([2], for: old) }
    try await next.delete(old)
    #expect(try await next.load(old) == nil)
    #expect(try await beneath.load(new) == nil)
  }

  @Test("Killed, and nothing done about it: both are over in their time", arguments: StoreKind.allCases)
  func killedAndLeft(_ kind: StoreKind) async throws {
    let beneath = try kind.open(clock.sessionClock, lifetime: SessionLifetime(idle: .seconds(100), absolute: nil))
    let failing = FailingStore(NotingStore(beneath))
    try await SealedSessionStore(beneath, [1]).create([1], as: old)
    failing.fail([.update, .delete], with: Outage(), next: 2)
    await expectError(.rotationLost) { try await SealedSessionStore(failing, [1]).rotate(old, grace: .seconds(20)) }
    clock.advance(by: .seconds(150))
    let report = try await beneath.sweep()
    #expect(report.removed == 2 && report.failed == 0 && report.corrupt == 0)
    // The id can be used again.
    try await SealedSessionStore(beneath, [1]).create([2], as: old)
  }

  @Test("The second write fails: the new session is deleted, and the error says what is left")
  func failed() async throws {
    let beneath = MemorySessionStore(clock: clock.sessionClock)
    let base = NotingStore(beneath)
    let failing = FailingStore(base)
    let store = try SealedSessionStore(failing, [1])
    try await store.create([1], as: old)
    failing.fail([.update], with: SessionError(.noSpace, "no space"))
    let error = await expectError(.rotationLost) { try await store.rotate(old, grace: .seconds(20)) }
    #expect(error?.message.contains("no space") == true && error?.rotatedTo == nil)
    #expect(try await store.load(old)?.payload == [1])
    #expect(try await beneath.load(try #require(base.rotatedTo)) == nil)
  }

  @Test("Either write is done, and not known to be durable: the new id is told, and opens", arguments: [true, false])
  func doubtful(_ isFirst: Bool) async throws {
    let failing = FailingStore(NotingStore(MemorySessionStore(), doubtsRotation: isFirst))
    let store = try SealedSessionStore(failing, [1])
    try await store.create([1], as: old)
    if !isFirst { failing.fail([.update], with: SessionError(.durabilityUnknown, "a sync failed"), .after) }
    let error = await expectError(.durabilityUnknown) { try await store.rotate(old, grace: .seconds(20)) }
    let new = try #require(error?.rotatedTo)
    #expect(try await store.load(new)?.payload == [1])
    #expect(try await store.load(old)?.isRotated == true)
  }

  @Test("Deleted by its old id between the two: there is no such session") func deleted() async throws {
    let failing = FailingStore(MemorySessionStore())
    let store = try SealedSessionStore(failing, [1])
    try await store.create([1], as: old)
    failing.fail([.update], with: SessionError(.notFound, "there is no such session"))
    await expectError(.notFound) { try await store.rotate(old, grace: .seconds(20)) }
  }

  @Test("Its task is cancelled: it is carried through", arguments: StoreKind.allCases)
  func cancelled(_ kind: StoreKind) async throws {
    let store = try SealedSessionStore(NotingStore(kind.open()), [1])
    try await store.create([1], as: old)
    let rotation = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await store.rotate(old, grace: .seconds(20))
    }
    rotation.cancel()
    #expect(try await store.load(try await rotation.value)?.payload == [1])
  }

  @Test("The payload under the old id is none of the new one's, nor the other way round") func separate() async throws {
    let base = MemorySessionStore()
    let store = try SealedSessionStore(base, [1])
    try await store.create([1], as: old)
    let frozen = try #require(try await base.load(old)).payload
    let new = try await store.rotate(old, grace: .seconds(20))
    let moved = try #require(try await base.load(new)).payload
    #expect(frozen != moved)
    try await base.put(frozen, for: new)
    await expectError(.corrupt) { try await store.load(new) }
  }

  @Test("A session with an old key is sealed with the first one by it") func keys() async throws {
    let base = MemorySessionStore()
    try await SealedSessionStore(base, [1]).create([1], as: old)
    let new = try await SealedSessionStore(base, [2, 1]).rotate(old)
    #expect(try await SealedSessionStore(base, [2]).load(new)?.payload == [1])
  }
}
#endif
