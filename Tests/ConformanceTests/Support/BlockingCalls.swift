import FileSessions

/// The blocking verbs as plain functions, for closures that are not asynchronous though their surroundings are.
struct BlockingCalls: Sendable {
  let store: FileSessionStore

  init(_ store: FileSessionStore) { self.store = store }

  func load(_ id: SessionID) throws -> [UInt8]? { try store.blocking.load(id)?.payload }

  /// What a closure makes of the payload that is lent to it.
  func lend<Result>(_ id: SessionID, _ body: ([UInt8], SessionVersion) throws -> Result) throws -> Result? {
    try store.blocking.load(id) { payload, version in try body(payload.indices.map { payload[$0] }, version) }
  }

  func save(_ payload: [UInt8], _ id: SessionID) throws { try store.blocking.save(payload.span, for: id) }

  func update(_ id: SessionID, _ body: (inout SessionDraft) throws -> Void) throws {
    try store.blocking.update(id, body)
  }

  func create(_ payload: [UInt8], _ id: SessionID) throws { _ = try store.blocking.create(payload.span, as: id) }

  func delete(_ id: SessionID) throws { try store.blocking.delete(id) }

  func sweep() throws -> SweepReport { try store.blocking.sweep() }

  /// Every verb that changes a session that exists.
  func writes(_ id: SessionID) -> [() throws -> Void] {
    [
      { try save([9], id) },
      { _ = try store.blocking.put([9].span, for: id) },
      { _ = try store.blocking.create([9].span, as: id) },
      { try store.blocking.update(id) { $0.payload = [9] } },
      { _ = try store.blocking.rotate(id) },
      { try store.blocking.delete(id) },
    ]
  }
}
