#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import Hummingbird
import Testing

@Suite("The persist driver: expiry")
struct PersistExpiryTests {
  @Test("A value is there until it expires, and not afterwards", arguments: StoreKind.allCases)
  func expires(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    try await open.driver.set(key: "set", value: "1", expires: .seconds(10))
    try await open.driver.create(key: "created", value: "2", expires: .seconds(10))
    try await open.driver.set(key: "later", value: "3", expires: .seconds(20))
    open.clock.advance(by: .seconds(9))
    #expect(try await open.driver.text("set") == "1")
    #expect(try await open.driver.text("created") == "2")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("set") == nil)
    #expect(try await open.driver.text("created") == nil)
    #expect(try await open.driver.text("later") == "3")
  }

  @Test("A lifetime of nothing, or less, is over at once", arguments: StoreKind.allCases)
  func nothing(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    for expires in [Duration.zero, .seconds(-5)] {
      try await open.driver.set(key: "\(expires)", value: "1", expires: expires)
      try await open.driver.create(key: "created \(expires)", value: "1", expires: expires)
    }
    open.clock.advance(by: .nanoseconds(1))
    for expires in [Duration.zero, .seconds(-5)] {
      #expect(try await open.driver.text("\(expires)") == nil)
      #expect(try await open.driver.text("created \(expires)") == nil)
    }
  }

  @Test("An expired key can be set, and it can be created", arguments: StoreKind.allCases)
  func again(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    for key in ["set", "created", "hbs.set", "hbs.created"] {
      try await open.driver.set(key: key, value: "old", expires: .seconds(10))
    }
    open.clock.advance(by: .seconds(10))
    for key in ["set", "hbs.set"] { try await open.driver.set(key: key, value: "new", expires: .seconds(5)) }
    for key in ["created", "hbs.created"] { try await open.driver.create(key: key, value: "new", expires: .seconds(5)) }
    open.clock.advance(by: .seconds(4))
    for key in ["set", "created", "hbs.set", "hbs.created"] { #expect(try await open.driver.text(key) == "new") }
    open.clock.advance(by: .seconds(1))
    for key in ["set", "created", "hbs.set", "hbs.created"] { #expect(try await open.driver.text(key) == nil) }
  }

  @Test("A set without an expiry keeps the one that is there", arguments: StoreKind.allCases)
  func kept(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    try await open.driver.set(key: "a", value: "1", expires: .seconds(100))
    open.clock.advance(by: .seconds(60))
    try await open.driver.set(key: "a", value: "2", expires: nil)
    open.clock.advance(by: .seconds(39))
    #expect(try await open.driver.text("a") == "2")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("a") == nil)
  }

  @Test("A set with an expiry replaces the one that is there, counted from now", arguments: StoreKind.allCases)
  func replaced(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    for key in ["longer", "shorter"] { try await open.driver.set(key: key, value: "1", expires: .seconds(100)) }
    open.clock.advance(by: .seconds(60))
    try await open.driver.set(key: "longer", value: "2", expires: .seconds(100))
    try await open.driver.set(key: "shorter", value: "2", expires: .seconds(10))
    open.clock.advance(by: .seconds(10))
    #expect(try await open.driver.text("shorter") == nil)
    open.clock.advance(by: .seconds(89))
    #expect(try await open.driver.text("longer") == "2")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("longer") == nil)
  }

  @Test("The same value once more, with another expiry, has that expiry", arguments: StoreKind.allCases)
  func sameValue(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    try await open.driver.set(key: "a", value: "1", expires: .seconds(10))
    try await open.driver.set(key: "a", value: "1", expires: .seconds(100))
    open.clock.advance(by: .seconds(99))
    #expect(try await open.driver.text("a") == "1")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("a") == nil)
  }

  @Test("Reading a value does not let it live longer", arguments: StoreKind.allCases)
  func reading(_ kind: StoreKind) async throws {
    let open = try kind.openDriver()
    try await open.driver.set(key: "a", value: "1", expires: .seconds(10))
    open.clock.advance(by: .seconds(9))
    #expect(try await open.driver.text("a") == "1")
    _ = try await open.driver.getWithTTL(key: "a", as: String.self)
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("a") == nil)
  }

  @Test("Without an expiry a value gets the driver's longest lifetime", arguments: StoreKind.allCases)
  func maximum(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(maximumLifetime: .seconds(1000))
    try await open.driver.set(key: "set", value: "1", expires: nil)
    try await open.driver.create(key: "created", value: "1", expires: nil)
    open.clock.advance(by: .seconds(999))
    #expect(try await open.driver.text("set") == "1")
    #expect(try await open.driver.text("created") == "1")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("set") == nil)
    #expect(try await open.driver.text("created") == nil)
  }

  @Test("A driver without a longest lifetime keeps such values for good", arguments: StoreKind.allCases)
  func forGood(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(maximumLifetime: nil)
    try await open.driver.set(key: "a", value: "1", expires: nil)
    open.clock.advance(by: .seconds(3_000_000_000))
    #expect(try await open.driver.text("a") == "1")
    #expect(try await open.driver.getWithTTL(key: "a", as: String.self)?.ttl == nil)
  }

  // The driver tells the time to live by the system's clock, so this store goes by it as well.
  @Test("The time to live comes with the value", arguments: StoreKind.allCases)
  func timeToLive(_ kind: StoreKind) async throws {
    let driver = FileSessionsPersistDriver(
      try kind.open().store, maximumLifetime: .seconds(90_000), logger: LogCapture().logger)
    try await driver.set(key: "a", value: "1", expires: .seconds(3600))
    try await driver.set(key: "b", value: "2", expires: nil)
    let first = try await driver.getWithTTL(key: "a", as: String.self)
    #expect(first?.object == "1")
    let left = try #require(first?.ttl)
    #expect(left <= .seconds(3600) && left > .seconds(600))
    let second = try await driver.getWithTTL(key: "b", as: String.self)
    let other = try #require(second?.ttl)
    #expect(other <= .seconds(90_000) && other > .seconds(80_000))
  }

  @Test("Run as a service it removes what has expired, and nothing else", arguments: StoreKind.allCases)
  func tidy(_ kind: StoreKind) async throws {
    let (clock, log) = (ManualClock(), LogCapture())
    let base = try kind.open(clock: clock.sessionClock).store
    let store = CountingStore(base)
    let driver = FileSessionsPersistDriver(
      store, sweepInterval: .seconds(600), clock: clock.sessionClock, logger: log.logger)
    try await driver.set(key: "short", value: "1", expires: .seconds(10))
    try await driver.set(key: "long", value: "2", expires: .seconds(100))
    clock.advance(by: .seconds(10))
    let service = Task { try await driver.run() }
    await store.untilEnded(.sweep, 1)
    #expect(try await base.sessionCount == 1)
    #expect(try await driver.text("long") == "2")
    service.cancel()
    try await service.value
  }
}
#endif
