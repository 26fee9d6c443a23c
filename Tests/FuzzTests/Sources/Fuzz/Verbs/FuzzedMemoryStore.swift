@testable import FileSessions

struct FuzzedMemoryStore: FuzzedStore {
  let name = "memory"
  var ids: [SessionID]
  var versions: [Int: SessionVersion] = [:]
  private let store = MemorySessionStore(
    lifetime: ModelStore.lifetime, maximumPayloadByteCount: FuzzVerb.limit, clock: VerbsTarget.clock)

  init(ids: [SessionID]) { self.ids = ids }

  mutating func perform(_ verb: FuzzVerb) async throws -> FuzzAnswer {
    switch verb {
    case .create(let place, let payload, let lifetime):
      return noted(try await store.create(payload.bytes, as: ids[place], lifetime: lifetime), place)
    case .load(let place): return noted(try await store.load(ids[place]), place)
    case .save(let place, let payload, let lifetime, let expected):
      let version = version(expected, try await store.load(ids[place])?.version)
      return noted(try await store.save(payload.bytes, for: ids[place], ifVersion: version, lifetime: lifetime), place)
    case .put(let place, let payload, let lifetime):
      return noted(try await store.put(payload.bytes, for: ids[place], lifetime: lifetime), place)
    case .update(let place, let byte, let lifetime):
      try await store.update(ids[place]) { draft in
        draft.payload.append(byte)
        draft.lifetime = lifetime
      }
    case .updateThatFails(let place):
      try await store.update(ids[place]) { draft in
        draft.payload = [1, 2, 3]
        throw FailedOnPurpose()
      }
    case .touch(let place): try await store.touch(ids[place])
    case .rotate(let place, let grace): ids.append(try await store.rotate(ids[place], grace: .seconds(grace)))
    case .delete(let place): try await store.delete(ids[place])
    case .sweep: _ = try await store.sweep()
    case .reopen: break
    }
    return .done
  }
}
