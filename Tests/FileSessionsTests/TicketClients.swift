import FileSessions

/// The requests that the ticket speaks of, as clients that make one call at a time.
struct TicketClients {
  typealias Strategy = FileSessionStore.Strategy

  static let id = EngineOperation.digest
  static let value = "user=alice, before"
  static let newValue = "user=alice, and what request A has added to it"

  let fixture: EngineFixture

  /// A directory in which alice is logged in.
  init(_ strategy: FileSessionStore.Strategy) throws {
    fixture = try EngineFixture(strategy)
    let workspace = Workspace()
    let payload = Array(Self.value.utf8)
    workspace.setPayload(payload.span)
    _ = try fixture.plain.create(Self.id, EngineOperation.lifetime, .alone(Self.id), workspace)
  }

  func load(_ name: String) -> SteppedClient {
    SteppedClient(name, fixture) { engine, workspace throws(PhaseExit) in
      try Self.words(engine.look(Self.id, workspace), workspace)
    }
  }

  func save(_ name: String, _ text: String = Self.newValue) -> SteppedClient {
    SteppedClient(name, fixture) { engine, workspace throws(PhaseExit) in
      let payload = Array(text.utf8)
      workspace.setPayload(payload.span)
      _ = try engine.save(Self.id, ifVersion: nil, nil, .alone(Self.id), workspace)
      return "saved"
    }
  }

  /// Reads, appends, writes.
  func update(_ name: String, appending text: String) -> SteppedClient {
    SteppedClient(name, fixture) { engine, workspace throws(PhaseExit) in
      let held = try engine.beginLive(.modify, Self.id, .alone(Self.id), workspace)
      guard case .found(_, let range) = held.record else { return "no session" }
      let payload = workspace.payload(range) + Array(text.utf8)
      workspace.setPayload(payload.span)
      try engine.commit(held, Self.id, nil, .alone(Self.id), workspace)
      return "saved"
    }
  }

  func delete(_ name: String) -> SteppedClient {
    SteppedClient(name, fixture) { engine, workspace throws(PhaseExit) in
      _ = try engine.delete(Self.id, successorIsGone: false, .alone(Self.id), workspace)
      return "deleted"
    }
  }

  /// What the session holds in the end.
  func result() -> String { load("the last").finish() }

  private static func words(_ recordState: RecordState, _ workspace: Workspace) -> String {
    switch recordState {
    case .live(_, let range): String(decoding: workspace.payload(range), as: UTF8.self)
    case .damaged(let damage): "\(damage)"
    default: "no session"
    }
  }
}

extension SteppedClient {
  static let waits = "wait(FileSessions.WaitReason.lockHeld)"

  /// What the next call is, once it has happened.
  var next: String? { step()?.verb }

  /// The next calls.
  func next(_ count: Int) -> [String?] { (0..<count).map { _ in next } }

  func runThrough(_ verb: String) {
    while let event = step() { if event.verb == verb { return } }
  }
}
