#if Demo
internal import FileSessions
internal import FileSessionsChecker
internal import Hummingbird

/// How a strategy fails, as the checker finds out when somebody first asks.
actor Explanations {
  struct Answer: ResponseEncodable {
    var guarantees: [String]
    var failures: [Failure]
  }

  struct Failure: Codable {
    var title: String
    var steps: [String]
    var token: String
  }

  private var answers: [FileSessionStore.Strategy: Task<Answer, Never>] = [:]

  func of(_ strategy: FileSessionStore.Strategy) async -> Answer {
    if let known = answers[strategy] { return await known.value }
    let task = Task { await Self.explore(strategy) }
    answers[strategy] = task
    return await task.value
  }

  private static func explore(_ strategy: FileSessionStore.Strategy) async -> Answer {
    let promised = strategy.guarantees
    let names = FileSessionStore.Guarantees.named.filter { promised.contains($0.guarantee) }.map(\.name)
    guard !strategy.isSound else { return Answer(guarantees: names, failures: []) }
    let table = await GuaranteeTable.compute([strategy], isQuick: true, workers: 1)
    return Answer(guarantees: names, failures: table.rows.flatMap(\.explanations).map(Failure.init))
  }
}

extension Explanations.Failure {
  fileprivate init(_ explanation: Explanation) {
    (title, steps, token) = (explanation.kind, explanation.steps, "\(explanation.token)")
  }
}
#endif
