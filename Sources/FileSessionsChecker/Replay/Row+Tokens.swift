public import FileSessions

/// A finding that can be replayed.
public struct ReplayableFinding: Sendable {
  public let token: Token
  /// What it is a finding of, as `ReplayResult.violations` begin.
  public let kind: String
}

extension Row {
  /// The shortest finding of each kind, for one of the strategies that this row stands for.
  public func shortestFindings(of member: FileSessionStore.Strategy) -> [ReplayableFinding] {
    shortest.map { replayable(member, $0.cell, $0.finding) }
  }

  private func replayable(
    _ member: FileSessionStore.Strategy, _ cell: Cell, _ finding: Exploration.Finding
  ) -> ReplayableFinding {
    ReplayableFinding(token: Token(member, cell.scenario, finding.moves), kind: finding.violation.rawValue)
  }
}
