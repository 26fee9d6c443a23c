#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import TestSupport
import Testing

/// What somebody can do who writes to the store beneath, and knows how to make its checksums right.
@Suite("What was not sealed for this session, as it is, is corrupt")
struct SealingTests {
  private static let secret = Array("user=alice".utf8)

  private let base = MemorySessionStore()
  private let store: SealedSessionStore
  private let hers = SessionID(key: "hers")

  init() throws { store = try SealedSessionStore(base, [1]) }

  private func sealed(_ id: SessionID) async throws -> [UInt8] { try #require(try await base.load(id)).payload }

  @Test("Nothing of a payload stands in the files, and equal payloads differ", arguments: StoreKind.allCases)
  func nothingToRead(_ kind: StoreKind) async throws {
    let base = try kind.open()
    let store = try SealedSessionStore(base, [1])
    let made = [try await store.create(Self.secret), try await store.create(Self.secret)]
    var found: [[UInt8]] = []
    for session in made {
      #expect(session.payload == Self.secret)
      let loaded = try await store.load(session.id)
      #expect(loaded?.payload == Self.secret && loaded?.version == session.version)
      let sealed = try #require(try await base.load(session.id)).payload
      #expect(sealed.count == Self.secret.count + SealedSessionStore.overheadByteCount)
      #expect(!String(decoding: sealed, as: UTF8.self).contains("alice"))
      found.append(sealed)
    }
    // Behind the header, which names the key.
    #expect(found[0].dropFirst(9) != found[1].dropFirst(9))
  }

  @Test("Another session's payload, also an earlier one's of the same user") func swapped() async throws {
    try await store.put(Self.secret, for: hers)
    let his = try await store.create(Array("user=bob".utf8)).id
    try await base.put(try await sealed(hers), for: his)
    await expectCorrupt(his)
    // Where it belongs, it opens.
    #expect(try await store.load(hers)?.payload == Self.secret)
  }

  @Test("Any bit of it flipped", arguments: [[], Self.secret]) func flipped(_ payload: [UInt8]) async throws {
    try await store.put(payload, for: hers)
    let right = try await sealed(hers)
    for index in right.indices {
      for bit in 0..<8 {
        var wrong = right
        wrong[index] ^= 1 << bit
        try await base.put(wrong, for: hers)
        await expectError(.corrupt) { try await store.load(hers) }
      }
    }
    try await base.put(right, for: hers)
    #expect(try await store.load(hers)?.payload == payload)
  }

  @Test("Cut anywhere, or longer") func cut() async throws {
    try await store.put(Self.secret, for: hers)
    let right = try await sealed(hers)
    for count in right.indices {
      try await base.put(Array(right[..<count]), for: hers)
      await expectError(.corrupt) { try await store.load(hers) }
    }
    try await base.put(right + [0], for: hers)
    await expectCorrupt(hers)
  }

  @Test("The head of one and the body of another") func mixed() async throws {
    try await store.put([1], for: hers)
    let first = try await sealed(hers)
    try await store.put([2], for: hers)
    let second = try await sealed(hers)
    // The nonce ends at byte 21.
    try await base.put(Array(first[..<21] + second[21...]), for: hers)
    await expectCorrupt(hers)
  }

  @Test("What was never sealed") func plain() async throws {
    try await base.put(Array(#"{"user":"alice"}"#.utf8), for: hers)
    await expectCorrupt(hers)
    try await base.put([], for: hers)
    await expectCorrupt(hers)
  }

  @Test("A key that is not among the keys is named, as its owner sees it") func unknownKey() async throws {
    try await SealedSessionStore(base, [2]).put(Self.secret, for: hers)
    let error = await expectCorrupt(hers)
    #expect(error?.message.contains(try SessionKey.test(2).identifier) == true)
  }

  @Test("Put and delete make it good again; create finds it there") func remedies() async throws {
    try await base.put([1], for: hers)
    await expectError(.duplicate) { try await store.create([2], as: hers) }
    try await store.put([2], for: hers)
    #expect(try await store.load(hers)?.payload == [2])
    try await base.put([1], for: hers)
    try await store.delete(hers)
    #expect(try await store.load(hers) == nil)
  }

  @Test("What is put back as it was opens: that is said, and not prevented") func restored() async throws {
    try await store.put([1], for: hers)
    let old = try await sealed(hers)
    try await store.put([2], for: hers)
    try await base.put(old, for: hers)
    #expect(try await store.load(hers)?.payload == [1])
  }

  @Test("A payload that is as long as the store allows, less what the seal takes") func longest() async throws {
    let base = MemorySessionStore(maximumPayloadByteCount: 100)
    let store = try SealedSessionStore(base, [1])
    let longest = 100 - SealedSessionStore.overheadByteCount
    try await store.put(Array(repeating: 1, count: longest), for: hers)
    await expectError(.tooLarge) { try await store.put(Array(repeating: 1, count: longest + 1), for: hers) }
  }

  /// No verb that looks at the payload goes on, and nothing is changed by trying.
  @discardableResult
  private func expectCorrupt(
    _ id: SessionID, sourceLocation: SourceLocation = #_sourceLocation
  ) async -> SessionError? {
    let before = try? await base.load(id)
    await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.update(id) { $0.payload = [9] } }
    await expectError(.corrupt, sourceLocation: sourceLocation) {
      try await store.withLock(id) { try await $0.save([9]) }
    }
    await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.withSharedLock(id) { _ in } }
    await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.rotate(id) }
    let after = try? await base.load(id)
    #expect(
      before != nil && before?.payload == after?.payload && before?.version == after?.version,
      sourceLocation: sourceLocation)
    return await expectError(.corrupt, sourceLocation: sourceLocation) { try await store.load(id) }
  }
}
#endif
