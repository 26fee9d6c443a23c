#if Demo
internal import FileSessionsJSON
internal import Hummingbird

/// A persist driver that keeps values as JSON in another one: what storing anywhere but in memory costs at least.
struct JSONPersistDriver<Base: PersistDriver>: PersistDriver {
  let base: Base
  private let coding = JSONCoding()

  init(_ base: Base) { self.base = base }

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
