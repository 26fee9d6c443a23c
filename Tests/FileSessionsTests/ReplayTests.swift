import FileSessions
import Testing

@Suite("An operation re-run on its recorded results asks the same again")
struct ReplayTests {
  @Test(
    "and ends the same", arguments: FileSessionStore.Strategy.presets.map(\.strategy), EngineOperation.allCases)
  func replays(_ strategy: FileSessionStore.Strategy, _ operation: EngineOperation) throws {
    for durability in FileSessionStore.Durability.allCases {
      let fixture = try EngineFixture(strategy, durability: durability)
      try operation.prepare(fixture)
      let recorder = Recorder()
      let first = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
      // A strategy without lock files has none to sweep, and one whose readers lock does not look without.
      #expect(!recorder.events.isEmpty || operation == .sweepHelper || operation.isLoad)

      let replayer = Replayer(recorder.events)
      let second = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, replayer)), Workspace())
      #expect(replayer.divergence == nil)
      #expect(replayer.isComplete)
      #expect(first == second)
    }
  }

  @Test(
    "and stops at the same place, whatever prefix of the results it is given",
    arguments: FileSessionStore.Strategy.presets.map(\.strategy), EngineOperation.allCases)
  func replaysPrefixes(_ strategy: FileSessionStore.Strategy, _ operation: EngineOperation) throws {
    let fixture = try EngineFixture(strategy)
    try operation.prepare(fixture)
    let recorder = Recorder()
    _ = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
    let events = recorder.events
    for count in events.indices {
      let replayer = Replayer(Array(events[..<count]))
      _ = operation.perform(fixture.engine(InterceptedSystem(fixture.kernel, replayer)), Workspace())
      #expect(replayer.divergence == .init(index: count, expected: nil, actual: events[count].request))
    }
  }

  @Test("A replay that is given another result than the recorded one diverges: the check can fail")
  func canFail() throws {
    let fixture = try EngineFixture(.lockFileRename)
    try EngineOperation.save.prepare(fixture)
    let recorder = Recorder()
    _ = EngineOperation.save.perform(fixture.engine(InterceptedSystem(fixture.kernel, recorder)), Workspace())
    var events = recorder.events
    let opened = try #require(events.firstIndex { if case .open(.lock, _, _) = $0.request { true } else { false } })
    events[opened] = SystemEvent(request: events[opened].request, result: .number(4711))
    let replayer = Replayer(events)
    _ = EngineOperation.save.perform(fixture.engine(InterceptedSystem(fixture.kernel, replayer)), Workspace())
    #expect(replayer.divergence?.index == opened + 1)
  }
}
