import FileSessions
import Testing

@Suite("Loads that lend the payload to a closure")
struct LendingTests {
  @Test("The closure sees what is there, runs once, and not at all where there is no session", arguments: Setting.all)
  func lent(_ setting: Setting) async throws {
    let workplace = try Workplace(setting)
    try await expectLoans(workplace, BlockingCalls(workplace.store))
  }

  @Test("So it is where loads are remembered", arguments: ReadCacheTests.settings)
  func remembered(_ setting: Setting) async throws {
    let workplace = try Workplace(setting) { $0.readCache = .on }
    try await expectLoans(workplace, BlockingCalls(workplace.store))
  }

  private func expectLoans(_ workplace: Workplace, _ blocking: BlockingCalls) async throws {
    let (store, id) = (workplace.store, SessionID(key: "session"))
    var count = 0
    #expect(try blocking.lend(id) { _, _ in count += 1 } == nil)
    #expect(count == 0)
    for payload in [[UInt8]("payload"), [], [UInt8](repeating: 7, count: 100_000)] {
      let version = try await store.put(payload, for: id)
      for _ in 0..<3 {
        let lent = try blocking.lend(id) { payload, version in
          count += 1
          return (payload: payload, version: version)
        }
        #expect(lent?.payload == payload)
        #expect(lent?.version == version)
      }
    }
    #expect(count == 9)
    #expect(throws: Refusal()) { try blocking.lend(id) { _, _ in throw Refusal() } }
    await store.close()
    await expectError(.closed) { try blocking.lend(id) { _, _ in } }
  }
}
