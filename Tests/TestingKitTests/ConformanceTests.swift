import FileSessions
import FileSessionsTesting
import Testing

@Suite("Stores that conform")
struct StoreConformanceTests {
  /// A preset, as an argument of a test.
  struct Preset: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let strategy: FileSessionStore.Strategy

    static let sound = FileSessionStore.Strategy.presets.filter { $0.strategy.isSound }
      .map { Preset(testDescription: $0.name, strategy: $0.strategy) }
  }

  @Test("MemorySessionStore keeps every promise", arguments: ConformanceCheck.all)
  func memory(_ check: ConformanceCheck) async throws {
    let conformance = SessionStoreConformance { MemorySessionStore(lifetime: $1, clock: $0) }
    try await conformance.run(check)
  }

  @Test("So does FileSessionStore with every sound preset", arguments: Preset.sound, ConformanceCheck.all)
  func files(_ preset: Preset, _ check: ConformanceCheck) async throws {
    let conformance = SessionStoreConformance<FileSessionStore>(scope: { clock, lifetime, body in
      try await withTemporaryDirectory { path in
        var configuration = FileSessionStore.Configuration(strategy: preset.strategy)
        configuration.clock = clock
        configuration.lifetime = lifetime
        // Who waits is queued here behind everybody else: how long that takes is the machine's affair.
        configuration.lockTimeout = .seconds(600)
        try await body(FileSessionStore(directory: path + "/sessions", configuration: configuration))
      }
    })
    try await conformance.run(check)
  }

  @Test("Every check has a name of its own, and says what is promised")
  func names() {
    #expect(Set(ConformanceCheck.all.map(\.name)).count == ConformanceCheck.all.count)
    #expect(ConformanceCheck.all.allSatisfy { $0.promise.hasSuffix(".") && $0.description.contains($0.promise) })
  }
}
