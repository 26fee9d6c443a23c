@testable import FileSessions

/// Files in shared memory, by the verbs that block.
struct FuzzedFileStore: FuzzedStore {
  let name: String
  var ids: [SessionID]
  var versions: [Int: SessionVersion] = [:]
  private let path: String
  private let configuration: FileSessionStore.Configuration
  private var store: FileSessionStore

  init(_ path: String, _ strategy: FileSessionStore.Strategy, _ readCache: FileSessionStore.ReadCache) throws {
    name = "\(strategy) with read cache \(readCache)"
    (self.path, ids) = (path, [])
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.lifetime = ModelStore.lifetime
    configuration.maximumPayloadByteCount = FuzzVerb.limit
    configuration.clock = VerbsTarget.clock
    configuration.readCache = readCache
    self.configuration = configuration
    store = try FileSessionStore(directory: path, configuration: configuration)
  }

  /// Empties it for the next run.
  mutating func begin(_ ids: [SessionID]) throws {
    for id in self.ids + ids { try store.blocking.delete(id) }
    (self.ids, versions) = (ids, [:])
  }

  mutating func perform(_ verb: FuzzVerb) async throws -> FuzzAnswer {
    guard case .reopen = verb else { return try performBlocking(verb) }
    await store.close()
    store = try FileSessionStore(directory: path, configuration: configuration)
    return .done
  }

  private mutating func performBlocking(_ verb: FuzzVerb) throws -> FuzzAnswer {
    let blocking = store.blocking
    switch verb {
    case .create(let place, let payload, let lifetime):
      return noted(try blocking.create(payload.bytes.span, as: ids[place], lifetime: lifetime), place)
    case .load(let place): return noted(try blocking.load(ids[place]), place)
    case .save(let place, let payload, let lifetime, let expected):
      let version = version(expected, try blocking.load(ids[place])?.version)
      return noted(
        try blocking.save(payload.bytes.span, for: ids[place], ifVersion: version, lifetime: lifetime), place)
    case .put(let place, let payload, let lifetime):
      return noted(try blocking.put(payload.bytes.span, for: ids[place], lifetime: lifetime), place)
    case .update(let place, let byte, let lifetime):
      try blocking.update(ids[place]) { draft in
        draft.payload.append(byte)
        draft.lifetime = lifetime
      }
    case .updateThatFails(let place):
      try blocking.update(ids[place]) { draft in
        draft.payload = [1, 2, 3]
        throw FailedOnPurpose()
      }
    case .touch(let place): try blocking.touch(ids[place])
    case .rotate(let place, let grace): ids.append(try blocking.rotate(ids[place], grace: .seconds(grace)))
    case .delete(let place): try blocking.delete(ids[place])
    case .sweep: _ = try blocking.sweep()
    case .reopen: break
    }
    return .done
  }
}
