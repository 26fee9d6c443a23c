internal import FileSessions

/// Plays on the simulated kernel what a real one cannot be made to do, and judges it anew.
public enum SimulatedReplay {
  /// - Parameter show: is given each step.
  public static func run(_ token: Token, show: (Schedule.Line) -> Void = { _ in }) -> ReplayResult {
    let automaton = Automaton(token.strategy, for: token.scenario)
    let play = TransitionSystem(automaton, token.scenario)
    let judge = LinearizabilityOracle(play)
    var world = play.beginning()
    var found: [Violation] = []
    for (number, move) in token.moves.enumerated() {
      guard play.isPossible(move, in: world) else {
        return ReplayResult(verdict: .different("Move \(number + 1) is not possible."), violations: [], remains: "")
      }
      if case .powerCut(let image) = move {
        found += judge.losses(afterPowerCutIn: world).filter { $0.image == image }.map(\.violation)
      }
      if play.make(move, &world), let violation = judge.violation(in: world) { found.append(violation) }
      if judge.hasTwoHolders(world) { found.append(.twoHolders) }
    }
    let clients = token.scenario.programs.indices
    let isOver = play.isOver(world)
    let isCut = if case .powerCut = token.moves.last { true } else { false }
    if isOver, !isCut { found += judge.violations(atEnd: world) }
    if !isOver, !clients.contains(where: { play.isPossible(.step($0), in: world) }) { found.append(.blocked) }
    let schedule = Schedule(automaton, token.scenario, token.moves)
    for line in schedule.lines { show(line) }
    let violations = found.reduce(into: [Violation]()) { if !$0.contains($1) { $0.append($1) } }
    return ReplayResult(
      verdict: violations.isEmpty ? .nothingWrong : .confirmed,
      violations: violations.map { "\($0.rawValue): \($0.reason)" }, remains: schedule.remains)
  }
}
