#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import Testing

/// Computed by another implementation of HKDF, HMAC and AES-GCM, Python's `cryptography`: what was sealed once opens
/// for ever.
@Suite("Known answers")
struct KnownAnswerTests {
  private static let cookie = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM"
  private static let random =
    "014523aaadf8623bccc8c9cacbcccdcecfd0d1d2d308605b9e228189b49f07d3e72a5cf41b5d1666aa38408144c9"
  private static let keyed =
    "014523aaadf8623bccc8c9cacbcccdcecfd0d1d2d3f01ad89064b432944a6c6d56b2e9f1bca5e4e8ff6acddb6f07"
  private static let storageName = "5fcttphqas4bzzumljexgfjwcwdhncw2uruqwt3kn4z6oruy7h2a"

  private let key: SessionKey
  private let base = MemorySessionStore()

  init() throws { key = try SessionKey(Array(0..<32)) }

  @Test("A key's identifier") func identifier() { #expect(key.identifier == "4523aaadf8623bcc") }

  @Test("A sealed payload, of a random id and of a keyed one") func payload() async throws {
    let store = try SealedSessionStore(base, keys: [key])
    for (id, sealed) in [
      (try #require(SessionID(Self.cookie)), Self.random), (SessionID(key: "user:42"), Self.keyed),
    ] {
      try await base.put(Self.bytes(sealed), for: id)
      #expect(try await store.load(id)?.payload == Array("cart=book".utf8))
    }
  }

  @Test("The name of a keyed id") func name() async throws {
    let noting = NotingStore(base)
    let store = try SealedSessionStore(noting, keys: [key], names: key)
    _ = try await store.load(SessionID(key: "user:42"))
    #expect(noting.loaded?.storageName == Self.storageName)
  }

  private static func bytes(_ text: String) -> [UInt8] {
    stride(from: 0, to: text.count, by: 2).compactMap { offset in
      UInt8(text.dropFirst(offset).prefix(2), radix: 16)
    }
  }
}
#endif
