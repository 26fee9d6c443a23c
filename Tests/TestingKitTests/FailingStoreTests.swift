import FileSessions
import FileSessionsTesting
import Testing

@Suite("A store that fails on demand")
struct FailingStoreTests {
  private struct Planned: Error, Equatable {
    var number = 0
  }

  private let store = FailingStore(MemorySessionStore())
  private let id = SessionID(key: "session")

  @Test("The next calls of the chosen verbs fail, and no others")
  func chosen() async throws {
    try await store.create([1], as: id)
    store.fail([.save, .touch], with: Planned(), next: 2)
    #expect(try await store.load(id)?.payload == [1])
    await #expect(throws: Planned()) { try await store.save([2], for: id) }
    await #expect(throws: Planned()) { try await store.touch(id) }
    #expect(try await store.load(id)?.payload == [1])
    try await store.save([3], for: id)
    #expect(try await store.load(id)?.payload == [3])
  }

  @Test("A call that fails afterwards is done all the same")
  func afterwards() async throws {
    try await store.create([1], as: id)
    store.fail([.update], with: Planned(), .after)
    await #expect(throws: Planned()) { try await store.update(id) { $0.payload = [2] } }
    #expect(try await store.load(id)?.payload == [2])
  }

  @Test("Orders for one verb are used up in their order, and can be taken back")
  func orders() async throws {
    store.fail(with: Planned(number: 1))
    store.fail([.load], with: Planned(number: 2), next: 5)
    store.fail([.load], with: Planned(number: 3), next: 0)
    await #expect(throws: Planned(number: 1)) { try await store.load(id) }
    await #expect(throws: Planned(number: 2)) { try await store.load(id) }
    store.stopFailing()
    #expect(try await store.load(id) == nil)
  }

  @Test("While nothing is ordered it keeps every promise of the store below", arguments: ConformanceCheck.all)
  func conforms(_ check: ConformanceCheck) async throws {
    let conformance = SessionStoreConformance { FailingStore(MemorySessionStore(lifetime: $1, clock: $0)) }
    try await conformance.run(check)
  }
}
