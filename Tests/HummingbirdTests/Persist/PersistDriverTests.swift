#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@Suite("The persist driver: values under keys")
struct PersistDriverTests {
  private struct Account: Codable, Equatable {
    var name: String
    var scores: [String: Double]
    var parent: [Account] = []
  }

  @Test("What is set is what is got, under its key and no other", arguments: StoreKind.allCases)
  func set(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    try await driver.set(key: "a", value: "Persist", expires: nil)
    #expect(try await driver.text("a") == "Persist")
    #expect(try await driver.text("b") == nil)
    #expect(try await driver.getWithTTL(key: "b", as: String.self)?.object == nil)
  }

  @Test("What is created is what is got", arguments: StoreKind.allCases)
  func create(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    try await driver.create(key: "a", value: "Persist", expires: nil)
    #expect(try await driver.text("a") == "Persist")
  }

  @Test("A second create of a key is a duplicate, and leaves the first value", arguments: StoreKind.allCases)
  func duplicate(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    try await driver.create(key: "a", value: "first", expires: nil)
    await #expect(throws: PersistError.duplicate) {
      try await driver.create(key: "a", value: "second", expires: .seconds(5))
    }
    #expect(try await driver.text("a") == "first")
    try await driver.set(key: "b", value: "set", expires: nil)
    await #expect(throws: PersistError.duplicate) { try await driver.create(key: "b", value: "second", expires: nil) }
    #expect(try await driver.text("b") == "set")
  }

  @Test("A second set replaces the first", arguments: StoreKind.allCases)
  func setTwice(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    try await driver.set(key: "a", value: "test1", expires: nil)
    try await driver.set(key: "a", value: "test2", expires: nil)
    #expect(try await driver.text("a") == "test2")
    // It may be of another type, too.
    try await driver.set(key: "a", value: 3, expires: nil)
    #expect(try await driver.get(key: "a", as: Int.self) == 3)
  }

  @Test("Any Codable value comes back as it was", arguments: StoreKind.allCases)
  func codable(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    let account = Account(
      name: "Zoë \u{0} \"\\\u{1F512}", scores: ["a": 0.1, "b": -1e300],
      parent: [Account(name: "", scores: [:])])
    try await driver.set(key: "a", value: account, expires: nil)
    #expect(try await driver.get(key: "a", as: Account.self) == account)
    let large = String(repeating: "x", count: 200_000)
    try await driver.set(key: "a", value: large, expires: nil)
    #expect(try await driver.text("a") == large)
    try await driver.set(key: "a", value: "", expires: nil)
    #expect(try await driver.text("a") == "")
  }

  @Test("A value of another type cannot be converted, and stays", arguments: StoreKind.allCases)
  func invalidConversion(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    let account = Account(name: "hello", scores: [:])
    try await driver.set(key: "a", value: account, expires: nil)
    await #expect(throws: PersistError.invalidConversion) { try await driver.text("a") }
    await #expect(throws: PersistError.invalidConversion) {
      _ = try await driver.getWithTTL(key: "a", as: Int.self)
    }
    #expect(try await driver.get(key: "a", as: Account.self) == account)
  }

  @Test("A value that JSON cannot hold is refused, and changes nothing", arguments: StoreKind.allCases)
  func unencodable(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    try await driver.set(key: "a", value: 1.5, expires: nil)
    await #expect(throws: EncodingError.self) {
      try await driver.set(key: "a", value: Double.infinity, expires: nil)
    }
    await #expect(throws: EncodingError.self) { try await driver.create(key: "b", value: Double.nan, expires: nil) }
    #expect(try await driver.get(key: "a", as: Double.self) == 1.5)
    #expect(try await driver.get(key: "b", as: Double.self) == nil)
  }

  @Test("What is removed is gone, and can be created again", arguments: StoreKind.allCases)
  func remove(_ kind: StoreKind) async throws {
    let driver = try kind.openDriver().driver
    try await driver.set(key: "a", value: "1", expires: nil)
    try await driver.set(key: "b", value: "2", expires: nil)
    try await driver.remove(key: "a")
    #expect(try await driver.text("a") == nil)
    #expect(try await driver.text("b") == "2")
    try await driver.create(key: "a", value: "3", expires: nil)
    #expect(try await driver.text("a") == "3")
  }

  @Test("It serves where a server asks for any persist driver", arguments: StoreKind.allCases)
  func server(_ kind: StoreKind) async throws {
    let log = LogCapture()
    let driver: any PersistDriver = FileSessionsPersistDriver(try kind.open().store, logger: log.logger)
    let router = Router()
    router.put("/persist/:key/:value") { _, context -> HTTPResponse.Status in
      try await driver.set(key: context.parameters.require("key"), value: context.parameters.require("value"))
      return .ok
    }
    router.get("/persist/:key") { _, context -> String? in
      try await driver.get(key: context.parameters.require("key"), as: String.self)
    }
    router.delete("/persist/:key") { _, context -> HTTPResponse.Status in
      try await driver.remove(key: context.parameters.require("key"))
      return .noContent
    }
    // With the driver as a service, as its users run it.
    let application = Application(router: router, services: [driver], logger: log.logger)
    try await application.test(.router) { client in
      func send(_ method: HTTPRequest.Method, _ uri: String) async throws -> TestResponse {
        try await client.executeRequest(uri: uri, method: method, headers: [:], body: nil)
      }
      #expect(try await send(.get, "/persist/a").status == .noContent)
      #expect(try await send(.put, "/persist/a/one").status == .ok)
      let got = try await send(.get, "/persist/a")
      #expect(got.status == .ok)
      #expect(String(buffer: got.body) == "one")
      #expect(try await send(.delete, "/persist/a").status == .noContent)
      #expect(try await send(.get, "/persist/a").status == .noContent)
    }
  }
}
#endif
