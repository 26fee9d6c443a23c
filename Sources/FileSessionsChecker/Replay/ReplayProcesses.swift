internal import FileSessions
internal import Lab

/// The processes that take part in one replay, by client.
final class ReplayProcesses {
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
  func next(_ kind: ClientMessage.Kind, of client: Int) throws(Difference) -> ClientMessage {
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

/// A process of clients, as its controller sees it.
final class ClientProcess {
  /// Longer than any step takes on a busy machine.
  static let patience = Duration.seconds(5)

  private let child: ChildProcess
  private var lines: LineReader
  /// What was said of clients that nobody has asked about yet.
  private var reports: [Int: [ClientMessage]] = [:]
  private(set) var isDead = false
  /// Whether it did not answer, or not what was asked.
  private(set) var hasFailed = false

  init(_ executable: String, _ arguments: [String]) throws(LabFailure) {
    child = try ChildProcess(executable, arguments)
    lines = LineReader(child.output)
  }

  deinit { kill() }

  /// Ends it where it stands, and waits until the kernel has taken back what it held.
  func kill() {
    isDead = true
    child.kill()
    child.wait()
  }

  func send(_ words: String...) { _ = child.write((words.joined(separator: String(Wire.separator)) + "\n").utf8) }

  /// The next report about a client.
  func next(of client: Int) throws(Difference) -> ClientMessage {
    do throws(Difference) { return try read(of: client) } catch {
      hasFailed = true
      throw error
    }
  }

  private func read(of client: Int) throws(Difference) -> ClientMessage {
    while true {
      if let report = reports[client]?.first {
        reports[client]?.removeFirst()
        return report
      }
      switch lines.next(within: Self.patience) {
      case .late: throw Difference("\(Self.name(client)) did not answer within \(Self.patience)")
      case .end: throw Difference("the process of \(Self.name(client)) ended")
      case .line(let line):
        let text = String(decoding: line, as: UTF8.self)
        guard let report = ClientMessage(text) else {
          throw Difference("a process says what nobody understands: \(text)")
        }
        if report.kind == .failure { throw Difference("a process cannot do what it is told: \(report.field(0))") }
        reports[report.client, default: []].append(report)
      }
    }
  }

  private static func name(_ client: Int) -> String {
    client == Scenario.observer ? "the observer" : Schedule.letter(client)
  }
}
