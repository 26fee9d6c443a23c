#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import TestSupport
import Testing

/// The id is drawn here, so that the payload can be sealed for it; what else there is to tell is asked for.
@Suite("A session with a random id is made")
struct CreationTests {
  private struct Outage: Error, Equatable {}

  private let base = MemorySessionStore()

  @Test("It is answered as the store beneath has it", arguments: StoreKind.allCases)
  func answer(_ kind: StoreKind) async throws {
    let base = try kind.open()
    let made = try await SealedSessionStore(base, [1]).create(
      [1], lifetime: SessionLifetime(idle: .seconds(5), absolute: .seconds(50)))
    let kept = try #require(try await base.load(made.id))
    #expect(made.payload == [1] && made.version == kept.version && made.creationTime == kept.creationTime)
    #expect(made.idleTimeout == .seconds(5) && made.absoluteDeadline == kept.absoluteDeadline)
    #expect(made.expirationTime == kept.expirationTime && !made.isRotated)
    #expect(SessionID(made.id.text) == made.id)
  }

  @Test("One that could not be answered is taken back") func takenBack() async throws {
    let failing = FailingStore(base)
    failing.fail([.load], with: Outage())
    await #expect(throws: Outage()) { try await SealedSessionStore(failing, [1]).create([1]) }
    #expect(try await base.sweep().examined == 0)
  }

  @Test("Errors of the store beneath reach the caller as they are") func foreign() async throws {
    let failing = FailingStore(base)
    let store = try SealedSessionStore(failing, [1])
    let id = try await store.create([1]).id
    failing.fail(with: Outage(), next: 11)
    await #expect(throws: Outage()) { try await store.create([2]) }
    await #expect(throws: Outage()) { try await store.create([2], as: SessionID(key: "b")) }
    await #expect(throws: Outage()) { try await store.load(id) }
    await #expect(throws: Outage()) { try await store.save([2], for: id) }
    await #expect(throws: Outage()) { try await store.put([2], for: id) }
    await #expect(throws: Outage()) { try await store.update(id) { $0.payload = [2] } }
    await #expect(throws: Outage()) { try await store.withLock(id) { try await $0.save([2]) } }
    await #expect(throws: Outage()) { try await store.withSharedLock(id) { _ in } }
    await #expect(throws: Outage()) { try await store.touch(id) }
    await #expect(throws: Outage()) { try await store.rotate(id) }
    await #expect(throws: Outage()) { try await store.delete(id) }
    #expect(try await store.load(id)?.payload == [1])
  }
}
#endif
