#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import Testing

@Suite("Names that the store beneath sees")
struct NameTests {
  private let base = MemorySessionStore()
  private let alice = SessionID(key: "alice")

  @Test("A keyed id's cannot be guessed without the key, and every answer has the id that was asked for")
  func keyed() async throws {
    let store = try SealedSessionStore(base, [1], names: 9)
    try await store.create([1], as: alice)
    #expect(try await base.load(alice) == nil)
    #expect(try await store.load(alice)?.id == alice)
    try await store.withLock(alice) { #expect($0.id == alice && $0.snapshot?.id == alice) }
    try await store.withSharedLock(alice) { #expect($0.id == alice && $0.snapshot?.id == alice) }
    // Not with another key, nor with the one that seals.
    #expect(try await SealedSessionStore(base, [1], names: 8).load(alice) == nil)
    #expect(try await SealedSessionStore(base, [1], names: 1).load(alice) == nil)
    #expect(try await SealedSessionStore(base, [1]).load(alice) == nil)
    try await store.delete(alice)
    #expect(try await base.sweep().examined == 0)
  }

  @Test("It stays when the key that seals is changed") func rotatedKeys() async throws {
    try await SealedSessionStore(base, [1], names: 9).create([1], as: alice)
    #expect(try await SealedSessionStore(base, [2, 1], names: 9).load(alice)?.payload == [1])
  }

  @Test("A random id keeps its name, and so does what a keyed one is rotated to") func random() async throws {
    let store = try SealedSessionStore(base, [1], names: 9)
    let id = try await store.create([1]).id
    #expect(try await base.load(id) != nil)
    try await store.create([2], as: alice)
    let new = try await store.rotate(alice, grace: .zero)
    #expect(SessionID(new.text) == new)
    #expect(try await base.load(new) != nil)
    #expect(try await store.load(new)?.payload == [2])
  }

  @Test("Without that key, names are as they were") func plain() async throws {
    try await SealedSessionStore(base, [1]).create([1], as: alice)
    #expect(try await base.load(alice) != nil)
  }
}
#endif
