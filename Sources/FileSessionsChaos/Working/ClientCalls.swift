internal import FileSessions

/// The verbs as a client calls them; a synchronous method will do for each.
protocol ClientCalls: Sendable {
  func create(_ payload: [UInt8], as id: SessionID) async throws
  func put(_ payload: [UInt8], for id: SessionID) async throws
  func save(_ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?) async throws
  func update(_ id: SessionID, _ change: (_ payload: [UInt8]) throws -> [UInt8]) async throws
  func load(_ id: SessionID) async throws -> SessionSnapshot?
  func touch(_ id: SessionID) async throws
  func delete(_ id: SessionID) async throws
  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID
  func sweep() async throws -> SweepReport
}

struct AsynchronousCalls: ClientCalls {
  let store: FileSessionStore

  func create(_ payload: [UInt8], as id: SessionID) async throws { try await store.create(payload, as: id) }
  func put(_ payload: [UInt8], for id: SessionID) async throws { try await store.put(payload, for: id) }
  func save(_ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?) async throws {
    try await store.save(payload, for: id, ifVersion: ifVersion)
  }
  func update(_ id: SessionID, _ change: (_ payload: [UInt8]) throws -> [UInt8]) async throws {
    try await store.update(id) { $0.payload = try change($0.payload) }
  }
  func load(_ id: SessionID) async throws -> SessionSnapshot? { try await store.load(id) }
  func touch(_ id: SessionID) async throws { try await store.touch(id) }
  func delete(_ id: SessionID) async throws { try await store.delete(id) }
  func rotate(_ id: SessionID, grace: Duration) async throws -> SessionID { try await store.rotate(id, grace: grace) }
  func sweep() async throws -> SweepReport { try await store.sweep() }
}

struct BlockingCalls: ClientCalls {
  let store: FileSessionStore

  func create(_ payload: [UInt8], as id: SessionID) throws { try store.blocking.create(payload.span, as: id) }
  func put(_ payload: [UInt8], for id: SessionID) throws { try store.blocking.put(payload.span, for: id) }
  func save(_ payload: [UInt8], for id: SessionID, ifVersion: SessionVersion?) throws {
    try store.blocking.save(payload.span, for: id, ifVersion: ifVersion)
  }
  func update(_ id: SessionID, _ change: (_ payload: [UInt8]) throws -> [UInt8]) throws {
    try store.blocking.update(id) { $0.payload = try change($0.payload) }
  }
  func load(_ id: SessionID) throws -> SessionSnapshot? { try store.blocking.load(id) }
  func touch(_ id: SessionID) throws { try store.blocking.touch(id) }
  func delete(_ id: SessionID) throws { try store.blocking.delete(id) }
  func rotate(_ id: SessionID, grace: Duration) throws -> SessionID { try store.blocking.rotate(id, grace: grace) }
  func sweep() throws -> SweepReport { try store.blocking.sweep() }
}
