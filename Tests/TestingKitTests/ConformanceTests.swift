import FileSessions
import FileSessionsTesting
import Testing

@Suite("Stores that conform")
struct StoreConformanceTests {
  /// Every combination of lock, scope, write and readers that loses no session, presets included.
  private static let sound = FileSessionStore.Strategy.all.filter(\.isSound)

  @Test("MemorySessionStore keeps every promise", arguments: ConformanceCheck.all)
  func memory(_ check: ConformanceCheck) async throws {
    let conformance = SessionStoreConformance(patience: .seconds(600)) {
      MemorySessionStore(lifetime: $1, lockTimeout: .seconds(600), clock: $0)
    }
    try await conformance.run(check)
  }

  /// One strategy after the other: thousands of stores at once would be more descriptors than a process has.
  @Test("So does FileSessionStore with every sound strategy", arguments: ConformanceCheck.all)
  func files(_ check: ConformanceCheck) async throws {
    for strategy in Self.sound where check.name != "shared lock" || !Self.sharesNoLock(strategy) {
      do { try await conformance(of: strategy).run(check) } catch { Issue.record(error, "with \(strategy)") }
    }
  }

  @Test("Where readers take the exclusive lock, a second one waits for the first, and the check says so")
  func exclusiveReaders() async throws {
    let check = ConformanceCheck.all.filter { $0.name == "shared lock" }
    let strategies = Self.sound.filter(Self.sharesNoLock)
    #expect(check.count == 1 && strategies.count > 10)
    for strategy in strategies {
      let failure = await #expect(throws: ConformanceFailure.self) {
        try await conformance(of: strategy, patience: .milliseconds(10)).run(check[0])
      }
      #expect(failure?.seen.contains("timedOut") == true, "\(strategy)")
    }
  }

  private static func sharesNoLock(_ strategy: FileSessionStore.Strategy) -> Bool {
    strategy.description.hasSuffix(",exclusive")
  }

  /// Who waits is queued here behind everybody else: how long that takes is the machine's affair.
  private func conformance(
    of strategy: FileSessionStore.Strategy, patience: Duration = .seconds(600)
  ) -> SessionStoreConformance<FileSessionStore> {
    SessionStoreConformance(patience: patience) { clock, lifetime, body in
      try await withTemporaryDirectory { path in
        var configuration = FileSessionStore.Configuration(strategy: strategy)
        configuration.clock = clock
        configuration.lifetime = lifetime
        configuration.lockTimeout = .seconds(600)
        try await body(FileSessionStore(directory: path + "/sessions", configuration: configuration))
      }
    }
  }

  @Test("Every preset that is sound is among these strategies")
  func presets() {
    let presets = FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound)
    #expect(presets.count >= 5 && Set(presets).isSubset(of: Self.sound))
    #expect(Self.sound.count > 100 && Self.sound.count < FileSessionStore.Strategy.all.count)
  }

  @Test("Every check has a name of its own, and says what is promised")
  func names() {
    #expect(Set(ConformanceCheck.all.map(\.name)).count == ConformanceCheck.all.count)
    #expect(ConformanceCheck.all.allSatisfy { $0.promise.hasSuffix(".") && $0.description.contains($0.promise) })
  }
}
