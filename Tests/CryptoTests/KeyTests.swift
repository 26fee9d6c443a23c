#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import Testing

@Suite("Keys: which are refused, and how one follows another")
struct KeyTests {
  private let base = MemorySessionStore()
  private let id = SessionID(key: "session")

  private func sealed() async throws -> [UInt8] { try #require(try await base.load(id)).payload }

  @Test("Too short, none at all, one twice: refused, and the message says what to do") func refused() async throws {
    for count in [0, 16, 31] {
      let error = await expectError(.invalidConfiguration) { try SessionKey(Array(repeating: 1, count: count)) }
      #expect(error?.message.contains("/dev/urandom") == true)
    }
    _ = try SessionKey(Array(repeating: 1, count: 33))
    await expectError(.invalidConfiguration) { try SealedSessionStore(base, []) }
    await expectError(.invalidConfiguration) { try SealedSessionStore(base, [1, 2, 1]) }
    _ = try SealedSessionStore(base, [1, 2], names: 1)
  }

  @Test("A key prints as its identifier alone") func printing() throws {
    let key = try SessionKey.test(1)
    var dumped = ""
    dump([key], to: &dumped)
    #expect("\(key)" == "SessionKey(\(key.identifier))" && key.identifier.count == 16)
    #expect(dumped == "▿ 1 element\n  - SessionKey(\(key.identifier))\n")
    #expect(try SessionKey.test(1).identifier != SessionKey.test(2).identifier)
  }

  @Test("The first seals, all open; the next save seals anew, and then the old one may go")
  func rotation() async throws {
    try await SealedSessionStore(base, [1]).put([1], for: id)
    let both = try SealedSessionStore(base, [2, 1])
    #expect(try await both.load(id)?.payload == [1])
    await expectError(.corrupt) { try await SealedSessionStore(base, [2]).load(id) }
    // A touch seals nothing.
    try await both.touch(id)
    await expectError(.corrupt) { try await SealedSessionStore(base, [2]).load(id) }
    try await both.save([1], for: id)
    #expect(try await SealedSessionStore(base, [2]).load(id)?.payload == [1])
    await expectError(.corrupt) { try await SealedSessionStore(base, [1]).load(id) }
  }

  @Test("An update that changes nothing writes nothing, unless the key is an old one") func unchanged() async throws {
    try await SealedSessionStore(base, [1]).put([1], for: id)
    let both = try SealedSessionStore(base, [2, 1])
    let old = try await sealed()
    try await both.update(id) { _ in }
    let new = try await sealed()
    #expect(old != new)
    try await both.update(id) { $0.payload = [1] }
    _ = try await both.withLock(id) { try await $0.save([1]) }
    #expect(try await sealed() == new)
    _ = try await both.withLock(id) { try await $0.save([2]) }
    #expect(try await both.load(id)?.payload == [2])
    // So long as one that is as long is told from it.
    try await both.update(id) { $0.payload = [3] }
    #expect(try await both.load(id)?.payload == [3])
  }

  @Test("Under the lock too, an old key's session is sealed anew") func underTheLock() async throws {
    try await SealedSessionStore(base, [1]).put([1], for: id)
    try await SealedSessionStore(base, [2, 1]).withLock(id) { session in
      #expect(session.id == id && session.snapshot?.payload == [1])
      try await session.save([1])
      #expect(session.snapshot?.payload == [1] && session.snapshot?.id == id)
    }
    #expect(try await SealedSessionStore(base, [2]).load(id)?.payload == [1])
  }
}
#endif
