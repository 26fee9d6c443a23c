#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import Hummingbird
import Testing

@Suite("The persist driver: any string is a key")
struct PersistKeyTests {
  private static let keys = [
    "", " ", ".", "..", "../x", "/etc/passwd", "store", "ranges.lock", "a", "A", "a ", "a/b", "a\\b", "key:a",
    "hbs.", "hbs.AB/+=…", "é", "e\u{301}", "\u{1F512}", "\u{0}", "a\u{0}", "a\u{0}b", "\n", "%2e%2e",
    String(repeating: "k", count: 8192), String(repeating: "k", count: 8191) + "l",
  ]

  @Test("Each has its own value, and leaves nothing but files of the store's own naming", arguments: StoreKind.allCases)
  func values(_ kind: StoreKind) async throws {
    let open = try kind.open()
    let driver = FileSessionsPersistDriver(open.store, logger: LogCapture().logger)
    for (index, key) in Self.keys.enumerated() { try await driver.create(key: key, value: index, expires: nil) }
    for (index, key) in Self.keys.enumerated() {
      #expect(try await driver.get(key: key, as: Int.self) == index)
      try await driver.set(key: key, value: -index, expires: nil)
    }
    for (index, key) in Self.keys.enumerated() { #expect(try await driver.get(key: key, as: Int.self) == -index) }
    #expect(try await open.store.sessionCount == Self.keys.count)
    guard let place = open.place else { return }
    #expect(place.surroundings == ["sessions"])
    for name in place.names {
      let stem = name.prefix(while: { $0 != "." })
      #expect(name == "store" || stem.utf8.count == 52, "\(name)")
    }
  }

  @Test("Each is removed by itself", arguments: StoreKind.allCases)
  func removal(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    for (index, key) in Self.keys.enumerated() { try await driver.set(key: key, value: index, expires: nil) }
    for (index, key) in Self.keys.enumerated() {
      try await driver.remove(key: key)
      #expect(try await driver.get(key: key, as: Int.self) == nil)
      let rest = Self.keys[(index + 1)...]
      guard let next = rest.first else { continue }
      #expect(try await driver.get(key: next, as: Int.self) == index + 1)
    }
  }

  @Test("No key leads to a session of the middleware, whose ids are random", arguments: StoreKind.allCases)
  func random(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    let session = try await open.store.create(Array("{}".utf8))
    #expect(try await open.driver.text(session.id.text) == nil)
    try await open.driver.set(key: session.id.text, value: "mine", expires: nil)
    #expect(try await open.store.load(session.id)?.payload == Array("{}".utf8))
  }
}
#endif
