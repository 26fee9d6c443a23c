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

  @Test("A value that is over counts as none, which is logged") func expired() async throws {
    let log = LogCapture()
    let store = FailingStore(MemorySessionStore())
    let driver = FileSessionsPersistDriver(store, logger: log.logger)
    try await driver.set(key: "k", value: "one")
    store.answer([.load], with: .expired)
    #expect(try await driver.get(key: "k", as: String.self) == nil)
    #expect(log.lines(.warning).count == 1)
    #expect(try await driver.get(key: "k", as: String.self) == "one")
  }

  @Test("Another key's value is nobody's answer") func stranger() async throws {
    let store = FailingStore(MemorySessionStore())
    let driver = FileSessionsPersistDriver(store, logger: Logger(label: "test"))
    try await driver.set(key: "hers", value: "secret")
    try await driver.set(key: "his", value: "plain")
    let hers = try #require(try await store.load(SessionID(key: "hers")))
    store.answer([.load], with: .stranger(hers))
    await expectError(.invalidAnswer) { try await driver.get(key: "his", as: String.self) }
    #expect(try await driver.get(key: "his", as: String.self) == "plain")
  }

  @Test("An error that the store alone knows reaches the caller as it is, and nothing is changed") func foreign()
    async throws
  {
    let store = FailingStore(MemorySessionStore())
    let driver = FileSessionsPersistDriver(store, logger: Logger(label: "test"))
    try await driver.set(key: "hbs.a", value: "one")
    store.fail(with: Refusal(), next: 4)
    await #expect(throws: Refusal()) { try await driver.get(key: "hbs.a", as: String.self) }
    await #expect(throws: Refusal()) { try await driver.set(key: "hbs.a", value: "two") }
    await #expect(throws: Refusal()) { try await driver.create(key: "hbs.b", value: "two") }
    await #expect(throws: Refusal()) { try await driver.remove(key: "hbs.a") }
    #expect(try await driver.get(key: "hbs.a", as: String.self) == "one")
  }

  @Test("A store that says of a key that it is there and that it is not is not asked for ever") func contradiction()
    async throws
  {
    let store = FailingStore(MemorySessionStore())
    let driver = FileSessionsPersistDriver(store, logger: Logger(label: "test"))
    store.fail([.update], with: SessionError(.corrupt, "it is damaged"), next: .max)
    store.fail([.create], with: SessionError(.duplicate, "it is there"), next: .max)
    await expectError(.conflict) { try await driver.set(key: "k", value: "one") }
    await expectError(.conflict) { try await driver.create(key: "k", value: "one") }
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
