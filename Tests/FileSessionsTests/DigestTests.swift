import Testing

@testable import FileSessions

@Suite("Digests and names")
struct DigestTests {
  private func sha256(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes.span)
    let words = hash.finish()
    return (0..<8).map { String(UInt64(words[$0]) + 1 << 32, radix: 16).dropFirst() }.joined()
  }

  // FIPS 180-4 examples and the NIST CAVP short and long message files.
  @Test(
    "SHA-256 gives NIST's digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func vectors(_ message: String, _ digest: String) { #expect(sha256(Array(message.utf8)) == digest) }

  @Test("SHA-256 of a million times a")
  func million() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(sha256([UInt8](repeating: 0x61, count: 1_000_000)) == digest)
  }

  // The test vectors of the reference implementation's own documentation and its Python binding.
  @Test(
    "XXH64 gives the reference values",
    arguments: [
      ("", 0, 0xef46_db37_51d8_e999), ("a", 0, 0xd24e_c4f1_a98c_6e5b), ("abc", 0, 0x44bc_2cf5_ad77_0999),
      ("xxhash", 20_141_025, 0xb559_b98d_844e_0635),
      ("Nobody inspects the spammish repetition", 0, 0xfbce_a83c_8a37_8bf1),
    ] as [(String, UInt64, UInt64)])
  func checksums(_ text: String, _ seed: UInt64, _ hash: UInt64) {
    let bytes = Array(text.utf8)
    #expect(Checksum.xxh64(bytes.span, seed: seed) == hash)
  }

  @Test("A name on disk is 52 characters of lower-case base32, and reads back")
  func base32() throws {
    for number in 0..<200 {
      let digest = SessionID(key: "key \(number)").digest
      let text = "\(EntryName.session(digest))"
      #expect(text.utf8.count == 52)
      #expect(text.allSatisfy { "abcdefghijklmnopqrstuvwxyz234567".contains($0) })
      let bytes = Array(text.utf8)
      #expect(SessionDigest(base32: bytes.span) == digest)
    }
  }

  @Test("Other stores name a session as its file is named, and not by its cookie")
  func storageName() throws {
    let id = try SessionID.random()
    #expect(id.storageName == "\(EntryName.session(id.digest))")
    #expect(SessionID(id.text)?.storageName == id.storageName)
    #expect(SessionID(key: id.text).storageName != id.storageName)
  }

  @Test("Every kind of entry reads back from its name, and other names belong to nobody")
  func entries() {
    let digest = SessionID(key: "k").digest
    let names: [EntryName] = [
      .session(digest), .lock(digest), .temporary(digest), .unique(0xfedc_ba98_7654_3210), .unique(0),
      .corrupt(digest, 0),
      .corrupt(digest, 9), .record, .recordDraft(42),
    ]
    for name in names {
      let bytes = Array("\(name)".utf8)
      #expect(EntryName(bytes.span) == name)
    }
    let session = "\(EntryName.session(digest))"
    let foreign = [
      "", "x", "README", "store2", "64.corrupt", "1.corrupt", session.uppercased(), session + ".bak", session + "a",
      String(session.dropLast()), String(session.dropLast()) + "b", "0123456789abcdeF.temp", "store.temp",
    ]
    for text in foreign {
      let bytes = Array(text.utf8)
      #expect(EntryName(bytes.span) == nil, "\(text)")
    }
  }
}
