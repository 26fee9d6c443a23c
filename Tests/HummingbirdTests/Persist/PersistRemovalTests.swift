#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import Hummingbird
import Logging
import Testing

@Suite("The persist driver: what is removed stays removed")
struct PersistRemovalTests {
  @Test("To remove what is not there is no failure, however often", arguments: StoreKind.allCases)
  func idempotent(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    for key in ["a", "hbs.a"] {
      try await driver.remove(key: key)
      try await driver.set(key: key, value: "1", expires: nil)
      for _ in 0..<3 {
        try await driver.remove(key: key)
        #expect(try await driver.text(key) == nil)
      }
    }
  }

  @Test("A session that was logged out is not set again by a request that was under way", arguments: StoreKind.allCases)
  func tooLate(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(removal: .final(for: .seconds(600)))
    let driver = open.driver
    try await driver.set(key: "hbs.secret", value: "alice", expires: .seconds(5000))
    // 1. A request reads the session. 2. Another one logs out. 3. The first one stores what it made of it.
    #expect(try await driver.text("hbs.secret") == "alice")
    try await driver.remove(key: "hbs.secret")
    for expires in [nil, Duration.seconds(5000)] {
      try await driver.set(key: "hbs.secret", value: "alice, too late", expires: expires)
      #expect(try await driver.text("hbs.secret") == nil)
      #expect(try await driver.getWithTTL(key: "hbs.secret", as: String.self)?.object == nil)
    }
    #expect(open.log.lines(.debug).count == 2)
    #expect(!open.log.contains("secret") && !open.log.contains("alice"))
  }

  @Test("It can be set once the period is over, and not before", arguments: StoreKind.allCases)
  func afterPeriod(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(removal: .final(for: .seconds(600)))
    try await open.driver.set(key: "hbs.a", value: "old", expires: .seconds(5000))
    try await open.driver.remove(key: "hbs.a")
    open.clock.advance(by: .seconds(599))
    try await open.driver.set(key: "hbs.a", value: "early", expires: nil)
    #expect(try await open.driver.text("hbs.a") == nil)
    open.clock.advance(by: .seconds(1))
    try await open.driver.set(key: "hbs.a", value: "new", expires: nil)
    #expect(try await open.driver.text("hbs.a") == "new")
    // It lives as long as any value, and not as long as what was removed.
    open.clock.advance(by: .seconds(999))
    #expect(try await open.driver.text("hbs.a") == "new")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("hbs.a") == nil)
  }

  @Test("What came too late does not lengthen the period", arguments: StoreKind.allCases)
  func notProlonged(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(removal: .final(for: .seconds(600)))
    try await open.driver.set(key: "hbs.a", value: "old", expires: nil)
    try await open.driver.remove(key: "hbs.a")
    for _ in 0..<5 {
      open.clock.advance(by: .seconds(100))
      try await open.driver.set(key: "hbs.a", value: "early", expires: .seconds(5000))
    }
    open.clock.advance(by: .seconds(100))
    try await open.driver.set(key: "hbs.a", value: "new", expires: nil)
    #expect(try await open.driver.text("hbs.a") == "new")
  }

  @Test("A create makes a value where one was removed, with a lifetime of its own", arguments: StoreKind.allCases)
  func createOver(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(removal: .final(for: .seconds(10)))
    for key in ["hbs.a", "hbs.b"] {
      try await open.driver.set(key: key, value: "old", expires: nil)
      try await open.driver.remove(key: key)
    }
    try await open.driver.create(key: "hbs.a", value: "new", expires: nil)
    try await open.driver.create(key: "hbs.b", value: "new", expires: .seconds(50))
    await #expect(throws: PersistError.duplicate) {
      try await open.driver.create(key: "hbs.a", value: "second", expires: nil)
    }
    #expect(try await open.driver.text("hbs.a") == "new")
    // Now it can be set as well.
    try await open.driver.set(key: "hbs.a", value: "newer", expires: nil)
    open.clock.advance(by: .seconds(49))
    #expect(try await open.driver.text("hbs.a") == "newer")
    #expect(try await open.driver.text("hbs.b") == "new")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("hbs.b") == nil)
    open.clock.advance(by: .seconds(949))
    #expect(try await open.driver.text("hbs.a") == "newer")
    open.clock.advance(by: .seconds(1))
    #expect(try await open.driver.text("hbs.a") == nil)
  }

  @Test("Other keys can be set as soon as they were removed", arguments: StoreKind.allCases)
  func otherKeys(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    for key in ["a", "", "hbs", "hb.s", "Hbs.a", " hbs.a", "xhbs.a"] {
      try await driver.set(key: key, value: "old", expires: nil)
      try await driver.remove(key: key)
      try await driver.set(key: key, value: "new", expires: nil)
      #expect(try await driver.text(key) == "new", "\(key)")
    }
  }

  @Test("The prefix is a choice", arguments: StoreKind.allCases)
  func prefix(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver(removal: .final(prefix: "login/", for: .seconds(60))).driver
    for key in ["login/a", "hbs.a"] {
      try await driver.set(key: key, value: "old", expires: nil)
      try await driver.remove(key: key)
      try await driver.set(key: key, value: "new", expires: nil)
    }
    #expect(try await driver.text("login/a") == nil)
    #expect(try await driver.text("hbs.a") == "new")
    // An empty one means every key.
    let everything = try kind.openDriver(removal: .final(prefix: "", for: .seconds(60))).driver
    try await everything.set(key: "a", value: "old", expires: nil)
    try await everything.remove(key: "a")
    try await everything.set(key: "a", value: "new", expires: nil)
    #expect(try await everything.text("a") == nil)
  }

  @Test(
    "Nothing of a removed value is left once the period is over and the store is swept", arguments: StoreKind.allCases)
  func swept(_ kind: StoreKind) async throws {
    let open = try kind.openDriver(removal: .final(for: .seconds(600)))
    for key in ["hbs.a", "a"] {
      try await open.driver.set(key: key, value: "1", expires: nil)
      try await open.driver.remove(key: key)
    }
    // The one with the prefix is still known to have been removed.
    #expect(try await open.store.sessionCount == 1)
    open.clock.advance(by: .seconds(600))
    #expect(try await open.store.sweep().removed == 1)
    #expect(try await open.store.sessionCount == 0)
  }

  @Test("Of many sets at the time of a removal none brings the value back", arguments: StoreKind.allCases)
  func concurrent(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    for round in 0..<10 {
      let key = "hbs.\(round)"
      try await driver.set(key: key, value: "first", expires: nil)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<16 {
          group.addTask {
            if number == 8 {
              try await driver.remove(key: key)
            } else {
              try await driver.set(key: key, value: "\(number)", expires: nil)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await driver.text(key) == nil, "round \(round)")
    }
  }
}
#endif
