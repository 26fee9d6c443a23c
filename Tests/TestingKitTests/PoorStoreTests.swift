import FileSessions
import FileSessionsTesting
import Testing

@Suite("Stores that do not conform")
struct PoorStoreTests {
  @Test(
    "Each fault is caught by its own check, and by no other",
    arguments: [
      (.none, []), (.updateInTwoSteps, ["no lost update"]), (.saveResurrects, ["delete is final"]),
      (.createOverwrites, ["duplicate"]),
    ] as [(PoorStore.Fault, [String])])
  func caught(_ fault: PoorStore.Fault, _ checks: [String]) async {
    let conformance = SessionStoreConformance { PoorStore(fault, $0, $1) }
    let failures = await conformance.run()
    // A save that makes a session may also be seen beside a delete, if the order is such.
    let certain = failures.filter { fault != .saveResurrects || $0.check != "delete amid writes" }
    #expect(certain.map(\.check) == checks, "\(failures)")
    #expect(certain.allSatisfy { $0.description.contains($0.expected) && $0.description.contains($0.seen) })
  }

  @Test("A store that cannot be made, and a scope that calls nothing, fail every check")
  func noStore() async {
    let broken = SessionStoreConformance<MemorySessionStore> { _, _ in throw CancellationError() }
    #expect(await broken.run().count == ConformanceCheck.all.count)
    let idle = SessionStoreConformance<MemorySessionStore>(scope: { _, _, _ in })
    #expect(await idle.run().count == ConformanceCheck.all.count)
  }

  @Test("A store with errors of its own says what they mean")
  func ownErrors() async {
    struct Own: Error {}
    let make: @Sendable (SessionClock, SessionLifetime) -> FailingStore<MemorySessionStore> = { clock, lifetime in
      let store = FailingStore(MemorySessionStore(lifetime: lifetime, clock: clock))
      store.fail([.touch], with: Own(), next: .max)
      return store
    }
    let final = ConformanceCheck.all.filter { $0.name == "delete is final" }
    #expect(final.count == 1)
    for check in final {
      await #expect(throws: ConformanceFailure.self) { try await SessionStoreConformance(make: make).run(check) }
      await #expect(throws: Never.self) {
        try await SessionStoreConformance(
          code: { $0 is Own ? .notFound : ($0 as? SessionError)?.code }, make: make
        ).run(check)
      }
    }
  }
}
