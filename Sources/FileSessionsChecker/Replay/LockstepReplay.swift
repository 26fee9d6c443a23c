internal import FileSessions
internal import Lab

/// One schedule, played in the simulation and on the real kernel in step.
///
/// The simulation is asked first what the next call and its answer are; then the client's process makes the call, and
/// both have to be the same.
final class LockstepReplay {
  private let play: TransitionSystem
  private let judge: LinearizabilityOracle
  private let operations: [Operation]
  private let crew: ReplayProcesses
  private var numbers = Correspondence()
  private(set) var world: KernelState
  private(set) var violations: [Violation] = []
  private let show: (Schedule.Line) -> Void

  init(_ play: TransitionSystem, _ crew: ReplayProcesses, _ show: @escaping (Schedule.Line) -> Void) {
    self.play = play
    (self.crew, self.show) = (crew, show)
    judge = LinearizabilityOracle(play)
    operations = play.scenario.operations
    world = play.beginning()
  }

  /// Plays all moves. What is wrong with them stands in `violations` afterwards.
  func run(_ moves: [Move]) throws(Difference) {
    for (index, move) in moves.enumerated() {
      guard play.isPossible(move, in: world) else {
        throw Difference("move \(index + 1) is impossible: \(Self.words(move))")
      }
      let hasReturned = try make(move)
      if hasReturned, let violation = judge.violation(in: world) { note(violation) }
      if judge.hasTwoHolders(world) { note(.twoHolders) }
    }
    let clients = play.scenario.programs.indices
    if isOver {
      for violation in judge.violations(atEnd: world) { note(violation) }
    } else if !clients.contains(where: { play.isPossible(.step($0), in: world) }) {
      note(.blocked)
    }
  }

  /// Whether every client has ended or was killed.
  var isOver: Bool { play.isOver(world) }

  private func note(_ violation: Violation) { if !violations.contains(violation) { violations.append(violation) } }

  private static func words(_ move: Move) -> String {
    switch move {
    case .step(let client): "\(Schedule.letter(client)) has ended or waits"
    case .kill(let client): "\(Schedule.letter(client)) cannot be killed here"
    case .fail(let client, _): "\(Schedule.letter(client))'s call cannot be made to fail"
    case .giveUp(let client): "\(Schedule.letter(client)) cannot be made to give up"
    case .tick: "the clock cannot be moved"
    case .powerCut: "the power cannot be made to fail"
    }
  }

  private func make(_ move: Move) throws(Difference) -> Bool {
    switch move {
    case .kill(let client):
      _ = play.make(move, &world)
      crew.kill(client)
      show(Schedule.Line(client: Schedule.letter(client), call: "is killed", result: "", outcome: nil))
      numbers.forget(gone: world)
      return false
    case .step(let client):
      var hasReturned = try step(client)
      // As `TransitionSystem.make`.
      while !hasReturned, play.isUnnoticed(client, world) { hasReturned = try step(client) }
      return hasReturned
    case .fail, .giveUp, .tick, .powerCut: throw Difference(Self.words(move))
    }
  }

  // MARK: - One step

  private func step(_ client: Int) throws(Difference) -> Bool {
    let (node, place) = (world.nodes[client], Int(world.places[client]))
    guard let request = play.automaton.request(of: node) else {
      throw Difference("\(Schedule.letter(client)) has no call to make")
    }
    let isMidCall = world.pieces[client] > 0 || world.partials[client] > 0
    if !isMidCall { try compareCall(client, request, isInside: play.automaton.nodes[Int(node)].isInside) }
    var after = world
    let answer = play.automaton.kernel.perform(play.automaton.nodes[Int(node)].step, by: client, &after)
    let computed = result(answer, of: node, request, client, after)
    crew.go(client)
    try compareResult(client, request, computed, isWhole: answer != nil)
    let hasReturned = play.makeOne(.step(client), &world)
    var line = Schedule.Line(
      client: Schedule.letter(client), call: Describe.text(request),
      result: answer == nil ? "first part" : Describe.text(computed), outcome: nil)
    if hasReturned { line.outcome = try compareOutcome(client, place) }
    numbers.forget(gone: world)
    show(line)
    return hasReturned
  }

  /// What the simulation answers; of a piece, what has been done so far.
  private func result(
    _ answer: Int64?, of node: UInt32, _ request: SystemRequest, _ client: Int, _ after: KernelState
  ) -> SystemResult {
    let kernel = play.automaton.kernel
    if let answer { return kernel.result(answer, of: play.automaton.nodes[Int(node)].step) }
    if case .write(_, _, let offset) = request {
      return .number((0..<after.pieces[client]).reduce(offset) { start, _ in Cuts.two.end(after: start) } - offset)
    }
    let delivered = kernel.contents.bytes(after.partials[client])
    return .bytes(delivered, result: delivered.count)
  }

  private func compareCall(_ client: Int, _ request: SystemRequest, isInside: Bool) throws(Difference) {
    let report = try crew.next(.call, of: client)
    let expected = Wire.text(request, numbers.text)
    guard report.field(1) == expected else {
      throw Difference(
        "\(Schedule.letter(client))'s next call", computed: "\(Describe.text(request)) [\(expected)]",
        real: "\(report.field(2)) [\(report.field(1))]")
    }
    guard (report.field(0) == "inside") == isInside else {
      throw Difference("\(Schedule.letter(client)) holds the session at another time than computed")
    }
  }

  private func compareResult(
    _ client: Int, _ request: SystemRequest, _ computed: SystemResult, isWhole: Bool
  ) throws(Difference) {
    let report = try crew.next(isWhole ? .result : .part, of: client)
    guard let real = Wire.result(report.field(0)), numbers.agree(computed, real, to: request) else {
      let called = "\(Schedule.letter(client))'s \(Describe.text(request))"
      let real = Wire.result(report.field(0)).map(Describe.text) ?? report.field(0)
      throw Difference(called, computed: Describe.text(computed), real: real)
    }
  }

  private func compareOutcome(_ client: Int, _ place: Int) throws(Difference) -> String {
    guard let operation = operations.first(where: { $0.client == client && $0.place == place }) else { return "" }
    let outcome = play.automaton.outcomes[Int(world.outcomes[operation.index]) - 1]
    let report = try crew.next(.outcome, of: client)
    guard report.field(0) == "\(outcome)" else {
      throw Difference(
        "\(Schedule.letter(client))'s \(operation.verb.rawValue)", computed: Describe.text(outcome),
        real: report.field(1))
    }
    return "\(operation.verb.rawValue): \(Describe.text(outcome))"
  }
}
