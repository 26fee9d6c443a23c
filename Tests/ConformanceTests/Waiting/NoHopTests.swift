import Dispatch
import FileSessions
import Synchronization
import Testing

@Suite("Calls from the main actor")
struct NoHopTests {
  /// Whether the calls of a store ran on the main queue, which the main actor runs on. The thread would not tell: on
  /// Linux the main queue is served by whatever thread is free.
  private final class Places: Sendable {
    private let key = DispatchSpecificKey<Void>()
    private let seen = Mutex<Set<Bool>>([])

    init() { DispatchQueue.main.setSpecific(key: key, value: ()) }
    deinit { DispatchQueue.main.setSpecific(key: key, value: nil) }

    var isHere: Bool { DispatchQueue.getSpecific(key: key) != nil }

    func note() { seen.withLock { _ = $0.insert(isHere) } }

    var all: Set<Bool> { seen.withLock { $0 } }
  }

  @Test("An uncontended call runs where it is made, and does not hop", arguments: Setting.all)
  @MainActor func mainActor(_ setting: Setting) async throws {
    let places = Places()
    let workplace = try Workplace(setting) {
      $0.clock = .custom {
        places.note()
        return Timestamp(nanosecondsSince1970: 1_700_000_000_000_000_000)
      }
    }
    try #require(places.isHere)
    let (store, id) = (workplace.store, SessionID(key: "session"))
    try await store.create([1], as: id)
    _ = try await store.load(id)
    try await store.save([2], for: id)
    try await store.put([3], for: id)
    try await store.update(id) { draft in
      places.note()
      draft.payload.append(4)
    }
    try await store.touch(id)
    try await store.withLock(id) { session in
      places.note()
      try await session.save([5])
      places.note()
    }
    try await store.withSharedLock(id) { _ in places.note() }
    let new = try await store.rotate(id)
    try await store.delete(new)
    #expect(places.all == [true])
  }

  @Test("What runs elsewhere is seen to run elsewhere") @MainActor func elsewhere() async {
    let places = Places()
    places.note()
    await Task.detached { places.note() }.value
    #expect(places.all == [true, false])
  }
}
