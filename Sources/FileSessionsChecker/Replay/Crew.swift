internal import FileSessions

/// The processes that take part in one replay, by client.
final class Crew {
  private let processes: [Int: ClientProcess]
  private let isShared: Bool

  /// - Parameter processes: one for each client, or one for all of them.
  init(_ processes: [ClientProcess], _ scenario: Scenario) {
    isShared = scenario.clients == .threads
    var byClient: [Int: ClientProcess] = [:]
    for client in scenario.programs.indices { byClient[client] = processes[isShared ? 0 : client] }
    self.processes = byClient
    for (client, program) in scenario.programs.enumerated() {
      let verbs = program.map(\.rawValue).joined(separator: ",")
      byClient[client]?.send("client", "\(client)", isShared ? "1" : "0", verbs)
    }
  }

  func go(_ client: Int) { processes[client]?.send("go", "\(client)") }

  func kill(_ client: Int) { processes[client]?.kill() }

  /// The next report of a kind about a client. Where it waits it only says so.
  func next(_ kind: Report.Kind, of client: Int) throws(Difference) -> Report {
    guard let process = processes[client] else { throw Difference("there is no \(Schedule.letter(client))") }
    while true {
      let report = try process.next(of: client)
      if report.kind == kind { return report }
      guard report.kind == .pause || report.kind == .queued else {
        throw Difference(
          "\(Schedule.letter(client)) is elsewhere", computed: "a \(kind.rawValue)",
          real: "a \(report.kind.rawValue): \(report.fields.joined(separator: " "))")
      }
    }
  }
}
