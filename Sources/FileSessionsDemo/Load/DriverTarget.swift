#if Demo
internal import FileSessions
internal import FileSessionsJSON
internal import HTTPTypes
internal import Hummingbird

/// A persist driver, used as session layers over it do: get the value, change it, set it.
struct DriverTarget<Driver: PersistDriver>: LoadTestTarget {
  let driver: Driver
  /// What the sessions are counted through.
  let auditor: Driver
  let sessions: LoadTestSessions
  let tally = LoadTestTally()

  init(_ driver: Driver, auditor: Driver? = nil, _ sessions: LoadTestSessions) {
    self.driver = driver
    self.auditor = auditor ?? driver
    self.sessions = sessions
  }

  func add(to router: Router<LoadTestContext>, at path: RouterPath) {
    let group = router.group(path).add(middleware: InFlightMiddleware(tally: tally))
    group.post { request, _ -> HTTPResponse.Status in
      guard let cookie = request.cookies["session"] else { return answer(.absent) }
      let key = Self.key(cookie.value)
      guard var value = try await driver.getWithTTL(key: key, as: LoadTestValue.self)?.object else {
        return answer(.absent)
      }
      guard value.owner == request.claimedOwner else { return answer(.mixedUp) }
      value.count += 1
      try await driver.set(key: key, value: value, expires: nil)
      return answer(.changed(owner: value.owner))
    }
    group.post("logout") { request, _ -> HTTPResponse.Status in
      guard let cookie = request.cookies["session"] else { return answer(.absent) }
      try await driver.remove(key: Self.key(cookie.value))
      tally.count { $0.ended.insert(request.claimedOwner) }
      return .accepted
    }
  }

  func seed() async throws {
    tally.reset()
    for (owner, id) in sessions.ids.enumerated() {
      let key = Self.key(id.text)
      try? await driver.create(key: key, value: LoadTestValue(owner: owner), expires: nil)
      try await driver.set(key: key, value: LoadTestValue(owner: owner), expires: .seconds(7200))
    }
  }

  func values() async throws -> [LoadTestValue?] {
    var values: [LoadTestValue?] = []
    for id in sessions.ids { values.append(try await auditor.get(key: Self.key(id.text), as: LoadTestValue.self)) }
    return values
  }

  private static func key(_ cookie: String) -> String { "hbs." + cookie }
}

/// A persist driver that keeps values as JSON in another one: what storing anywhere but in memory costs at least.
struct JSONPersistDriver<Base: PersistDriver>: PersistDriver {
  let base: Base
  private let coding = JSONCoding()

  func create<Object: Codable & Sendable>(key: String, value: Object, expires: Duration?) async throws {
    try await base.create(key: key, value: coding.encode(value), expires: expires)
  }

  func set<Object: Codable & Sendable>(key: String, value: Object, expires: Duration?) async throws {
    try await base.set(key: key, value: coding.encode(value), expires: expires)
  }

  func get<Object: Codable & Sendable>(key: String, as type: Object.Type) async throws -> Object? {
    try await base.get(key: key, as: [UInt8].self).map { try coding.decode(type, from: $0) }
  }

  func getWithTTL<Object: Codable & Sendable>(
    key: String, as type: Object.Type
  ) async throws -> (object: Object, ttl: Duration?)? {
    try await base.getWithTTL(key: key, as: [UInt8].self).map { (try coding.decode(type, from: $0.object), $0.ttl) }
  }

  func remove(key: String) async throws { try await base.remove(key: key) }
}
#endif
