import FileSessions
import Testing

@Suite("Hostile keys")
struct KeyTests {
  private static let keys: [String: [UInt8]] = [
    "empty": [], "slash": [UInt8]("/"), "parent": [UInt8](".."), "self": [UInt8]("."),
    "path": [UInt8]("../../etc/passwd"), "absolute": [UInt8]("/tmp/x"), "NUL": [0], "a": [UInt8]("a"),
    "a and NUL": [UInt8]("a\0"), "newline": [UInt8]("a\nb"), "long": [UInt8](repeating: 97, count: 10_240),
    "longer": [UInt8](repeating: 97, count: 10_241), "invalid UTF-8": [0xff, 0xfe, 0xc0], "cut UTF-8": [0xc3],
    "replacement": [UInt8]("\u{fffd}"), "upper": [UInt8]("KEY"), "lower": [UInt8]("key"), "mixed": [UInt8]("Key"),
    "composed": [0xc3, 0xa9], "decomposed": [UInt8(ascii: "e"), 0xcc, 0x81], "record": [UInt8]("store"),
    "lock": [UInt8](".lock"), "blank": [UInt8](" "), "wide": [UInt8]("ｋｅｙ"),
  ]

  @Test(
    "Keys of any bytes are sessions of their own, and none reaches the file system as a path", arguments: Subject.all)
  func separate(_ subject: Subject) async throws {
    let open = try subject.open()
    for (name, key) in Self.keys {
      _ = try await open.store.create([UInt8](name), as: SessionID(key: key.span), lifetime: nil)
    }
    for (name, key) in Self.keys { #expect(try await open.store.text(SessionID(key: key.span)) == name) }
    if let workplace = open.workplace {
      #expect(workplace.files.sessions.count == Self.keys.count)
      let letters = Set("abcdefghijklmnopqrstuvwxyz234567")
      for name in workplace.files.sessions { #expect(name.count == 52 && letters.isSuperset(of: name)) }
      #expect(workplace.directory.names == ["sessions"])
    }
    // Each is deleted without any other.
    var left = Self.keys
    for (name, key) in Self.keys {
      try await open.store.delete(SessionID(key: key.span))
      left[name] = nil
      for (other, key) in left { #expect(try await open.store.text(SessionID(key: key.span)) == other) }
    }
  }

  @Test("An id is found again in a set and as a key of a dictionary") func hashed() throws {
    let ids = try (0..<50).map { SessionID(key: "\($0)") } + (0..<50).map { _ in try SessionID.random() }
    #expect(Set(ids + ids).count == 100)
    let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    for (place, id) in ids.enumerated() { #expect(places[SessionID(id.text) ?? id] == place) }
  }

  @Test("A key as text is the key of its UTF-8 bytes, not normalised") func text() {
    #expect(SessionID(key: "key") == SessionID(key: Array("key".utf8).span))
    #expect(SessionID(key: "\u{e9}") != SessionID(key: "e\u{301}"))
    #expect(SessionID(key: "\u{e9}") == SessionID(key: [0xc3, 0xa9].span))
    #expect(SessionID(key: "") == SessionID(key: [UInt8]().span))
  }
}
