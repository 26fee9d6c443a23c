#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import Hummingbird
import Logging
import Testing

@Suite("Persist driver: a store that fails")
struct PersistFailureTests {
  @Test("A logout does not fail for a full disk") func fullDisk() async throws {
    let store = CountingStore(MemorySessionStore())
    let driver = FileSessionsPersistDriver(store, logger: Logger(label: "test"))
    try await driver.set(key: "hbs.a", value: "alice")
    store.fail(.put, .noSpace)
    try await driver.remove(key: "hbs.a")
    store.heal()
    #expect(try await driver.get(key: "hbs.a", as: String.self) == nil)
  }

  @Test("A value that cannot be read counts as none, and can be set anew") func damaged() async throws {
    let log = LogCapture()
    let store = CountingStore(MemorySessionStore())
    let driver = FileSessionsPersistDriver(store, logger: log.logger)
    try await driver.set(key: "k", value: "one")
    store.fail(.load, .corrupt)
    #expect(try await driver.get(key: "k", as: String.self) == nil)
    #expect(!log.lines(.error).isEmpty)
  }

  @Test("A value without an expiry stays as long as it is set from time to time", arguments: StoreKind.allCases)
  func inUse(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(maximumLifetime: .seconds(1000))
    for _ in 0..<3 {
      try await open.driver.set(key: "counter", value: "x")
      open.clock.advance(by: .seconds(900))
      #expect(try await open.driver.text("counter") == "x")
    }
    open.clock.advance(by: .seconds(100))
    #expect(try await open.driver.text("counter") == nil)
  }
}
#endif
