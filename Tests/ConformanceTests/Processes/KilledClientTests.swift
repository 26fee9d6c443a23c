import FileSessions
import FileSessionsTesting
import Testing

/// What FileSessionsTesting asks of any store whose client is killed, with `SessionProcess` as the client.
@Suite("A client that is killed in the middle of its saves")
struct KilledClientTests {
  private struct Client: KillableClient {
    let child: ChildProcess
    /// After how many more calls to the kernel it ends, a write among them done by half; `nil` for `kill -9` at any
    /// moment.
    let callsToLive: Int?

    func saveInTurns(_ first: [UInt8], _ second: [UInt8], for id: SessionID) async throws {
      let texts = [first, second].map { String(decoding: $0, as: UTF8.self) }
      let answer = await child.ask("turns session \(texts[0]) \(texts[1])")
      try #require(answer == "ok" && id == SessionID(key: "session"))
    }

    func kill() async {
      guard let callsToLive else { return await child.terminate() }
      child.send("die \(callsToLive) torn")
      await child.awaitEnd()
    }
  }

  private func check(
    _ setting: Setting, patience: Duration = .seconds(600),
    _ start: nonisolated(nonsending) (String) async throws -> some KillableClient
  ) async throws {
    let directory = try setting.fileSystem.makeDirectory()
    let conformance = SessionStoreConformance(patience: patience) { clock, lifetime in
      var configuration = FileSessionStore.Configuration(strategy: setting.strategy)
      configuration.clock = clock
      configuration.lifetime = lifetime
      return try FileSessionStore(directory: directory.path, configuration: configuration)
    }
    try await conformance.runKilledClient { _ in try await start(directory.path) }
    #expect(SessionFiles(directory.path, setting).temporaries.isEmpty)
  }

  @Test("Its value is whole, and its lock is the next one's, wherever it is killed", arguments: Setting.killSafe)
  func killSafe(_ setting: Setting) async throws {
    for calls in [nil, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9] {
      try await check(setting) { path in
        Client(child: try await ChildProcess.open(path, setting), callsToLive: calls)
      }
    }
  }

  @Test("A strategy that is not kill-safe is caught", arguments: Setting.all.filter(\.writesInPlace))
  func torn(_ setting: Setting) async throws {
    var failures: [ConformanceFailure] = []
    for calls in 0..<8 {
      do {
        try await check(setting) { path in
          Client(child: try await ChildProcess.open(path, setting), callsToLive: calls)
        }
      } catch let failure as ConformanceFailure {
        failures.append(failure)
      }
    }
    #expect(!failures.isEmpty && failures.count < 8, "\(failures)")
  }

  @Test("A lock that outlives its holder is caught")
  func survivor() async throws {
    /// One that nothing kills.
    struct Survivor: KillableClient {
      let client: Client
      func saveInTurns(_ first: [UInt8], _ second: [UInt8], for id: SessionID) async throws {
        try await client.saveInTurns(first, second, for: id)
      }
      func kill() {}
    }
    let setting = try #require(Setting.slots.first)
    let failure = await #expect(throws: ConformanceFailure.self) {
      try await check(setting, patience: .milliseconds(20)) { path in
        Survivor(client: Client(child: try await ChildProcess.open(path, setting), callsToLive: nil))
      }
    }
    // Said by the call that waits longest for it: which one that is depends on the machine.
    #expect(failure.map { "\($0)".contains("killed client") } == true, "\(String(describing: failure))")
  }

  @Test("A client that works on other sessions proves nothing, and is caught")
  func stranger() async throws {
    let setting = try #require(Setting.slots.first)
    let elsewhere = try setting.fileSystem.makeDirectory()
    let failure = await #expect(throws: ConformanceFailure.self) {
      try await check(setting) { _ in
        let child = try await ChildProcess.open(elsewhere.path, setting)
        try await child.expect("ok", "create session x")
        return Client(child: child, callsToLive: nil)
      }
    }
    #expect(failure?.expected.contains("timedOut") == true, "\(String(describing: failure))")
  }
}
