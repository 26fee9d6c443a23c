internal import FileSessions

/// The steps of one execution, call by call.
public struct Schedule: Sendable {
  public struct Line: Hashable, Encodable, Sendable {
    /// A, B, C.
    public var client: String
    public var call: String
    public var result: String
    /// How the operation ended, where it ended with this step.
    public var outcome: String?
  }

  public let lines: [Line]
  /// What somebody finds who looks when everybody is gone.
  public let remains: String

  init(_ automaton: Automaton, _ scenario: Scenario, _ moves: [Move]) {
    let play = TransitionSystem(automaton, scenario)
    let operations = scenario.operations
    var world = play.beginning()
    var lines: [Line] = []
    for move in moves {
      switch move {
      case .kill(let client):
        _ = play.make(move, &world)
        lines.append(Line(client: Self.letter(client), call: "is killed", result: "", outcome: nil))
      case .tick:
        _ = play.make(move, &world)
        let seconds = scenario.times[Int(world.clock)]
        lines.append(Line(client: "-", call: "the clock says \(seconds) s", result: "", outcome: nil))
      case .powerCut:
        let before = world
        _ = play.make(move, &world)
        let found = Describe.disk(world, insteadOf: before, automaton.kernel)
        lines.append(Line(client: "-", call: "the power fails", result: "", outcome: found))
      case .giveUp(let client):
        let place = Int(world.places[client])
        let operation = operations.first { $0.client == client && $0.place == place }
        var line = Line(client: Self.letter(client), call: "gives up waiting", result: "", outcome: nil)
        if play.make(move, &world), let operation { line.outcome = Self.outcome(of: operation, play, world) }
        lines.append(line)
      case .fail(let client, let fault):
        lines.append(Self.line(of: client, play, operations, &world, fault))
      case .step(let client):
        var line = Self.line(of: client, play, operations, &world)
        lines.append(line)
        while line.outcome == nil, play.isUnnoticed(client, world) {
          line = Self.line(of: client, play, operations, &world)
          lines.append(line)
        }
      }
    }
    self.lines = lines
    remains = play.isOver(world) ? Self.text(LinearizabilityOracle(play).look(at: world)) : ""
  }

  static func letter(_ client: Int) -> String { ["A", "B", "C", "D"][client] }

  private static func line(
    of client: Int, _ play: TransitionSystem, _ operations: [Operation], _ world: inout KernelState,
    _ fault: Fault? = nil
  ) -> Line {
    let automaton = play.automaton
    let (node, place) = (play.goingOn(world.nodes[client]), Int(world.places[client]))
    let operation = operations.first { $0.client == client && $0.place == place }
    let request = automaton.request(of: node)
    let (done, delivered) = (world.pieces[client], world.partials[client])
    let hasReturned = play.makeOne(fault.map { .fail(client, $0) } ?? .step(client), &world)
    let isUnfinished = world.pieces[client] > done || world.partials[client] != delivered && world.nodes[client] == node
    var line = Line(client: letter(client), call: request.map(Describe.text) ?? "", result: "", outcome: nil)
    if isUnfinished {
      line.result = "first part"
    } else if let answer = automaton.answer(to: world.nodes[client], of: node) {
      line.result = Describe.text(answer)
    }
    if hasReturned, let operation { line.outcome = outcome(of: operation, play, world) }
    return line
  }

  private static func outcome(of operation: Operation, _ play: TransitionSystem, _ world: KernelState) -> String {
    let outcome = play.automaton.outcomes[Int(world.outcomes[operation.index]) - 1]
    return "\(operation.verb.rawValue): \(Describe.text(outcome))"
  }

  static func text(_ remains: LinearizabilityOracle.Remains) -> String {
    var found = "a load at the end finds \(Describe.text(remains.looks.session))"
    if let successor = remains.looks.successor { found += ", under the new id \(Describe.text(successor))" }
    if let other = remains.looks.other { found += ", of the other session \(Describe.text(other))" }
    return remains.leftBehind.isEmpty ? found : found + "; left behind: " + remains.leftBehind.joined(separator: ", ")
  }
}
