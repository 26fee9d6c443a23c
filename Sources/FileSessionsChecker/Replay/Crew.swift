internal import FileSessions
internal import Lab

/// The processes that take part in one replay, by client.
final class Crew {
  private let processes: [Int: ClientProcess]

  /// How many processes it takes.
  static func processCount(of scenario: Scenario) -> Int { Set(numbers(of: scenario)).count }

  /// By client, the number of its process in the simulation.
  private static func numbers(of scenario: Scenario) -> ArraySlice<Int> {
    scenario.processes.prefix(scenario.programs.count)
  }

  /// - Parameter processes: as many as it takes.
  init(_ processes: [ClientProcess], _ scenario: Scenario) {
    var (byNumber, byClient): ([Int: ClientProcess], [Int: ClientProcess]) = ([:], [:])
    for (client, number) in Self.numbers(of: scenario).enumerated() {
      let process = byNumber[number] ?? processes[byNumber.count]
      (byNumber[number], byClient[client]) = (process, process)
    }
    self.processes = byClient
    for (client, program) in scenario.programs.enumerated() {
      let verbs = program.map(\.rawValue).joined(separator: ",")
      byClient[client]?.send("client", "\(client)", scenario.isThread(client) ? "1" : "0", verbs)
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
