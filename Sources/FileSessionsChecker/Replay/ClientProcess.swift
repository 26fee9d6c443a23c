internal import CFileSessionsProcesses
internal import Foundation

/// A process of clients, as its controller sees it.
final class ClientProcess {
  /// Longer than any step takes on a busy machine.
  static let patience = Duration.seconds(5)

  private let identifier: pid_t
  private let input: CInt
  private let output: CInt
  private var lines: Lines
  /// What was said of clients that nobody has asked about yet.
  private var reports: [Int: [Report]] = [:]
  private(set) var isDead = false
  /// Whether it did not answer, or not what was asked.
  private(set) var hasFailed = false

  init(_ executable: String, _ arguments: [String]) throws(ReplayFailure) {
    let (toChild, fromChild) = (try Self.pipe(), try Self.pipe())
    identifier = try Self.start(executable, arguments, input: toChild.reading, output: fromChild.writing)
    close(toChild.reading)
    close(fromChild.writing)
    (input, output) = (toChild.writing, fromChild.reading)
    lines = Lines(output)
  }

  deinit {
    kill()
    close(input)
    close(output)
  }

  /// Ends it where it stands, and waits until the kernel has taken back what it held.
  func kill() {
    guard !isDead else { return }
    isDead = true
    _ = Foundation.kill(identifier, SIGKILL)
    var status: CInt = 0
    while unsafe waitpid(identifier, &status, 0) == -1, errno == EINTR {}
  }

  func send(_ words: String...) { _ = Lines.write(words.joined(separator: String(Wire.separator)), to: input) }

  /// The next report about a client.
  func next(of client: Int) throws(Difference) -> Report {
    do throws(Difference) { return try read(of: client) } catch {
      hasFailed = true
      throw error
    }
  }

  private func read(of client: Int) throws(Difference) -> Report {
    while true {
      if let report = reports[client]?.first {
        reports[client]?.removeFirst()
        return report
      }
      switch lines.next(within: Self.patience) {
      case .late: throw Difference("\(Self.name(client)) did not answer within \(Self.patience)")
      case .end: throw Difference("the process of \(Self.name(client)) ended")
      case .line(let line):
        guard let report = Report(line) else { throw Difference("a process says what nobody understands: \(line)") }
        if report.kind == .failure { throw Difference("a process cannot do what it is told: \(report.field(0))") }
        reports[report.client, default: []].append(report)
      }
    }
  }

  private static func name(_ client: Int) -> String {
    client == Scenario.observer ? "the observer" : Schedule.letter(client)
  }

  // MARK: - Starting

  private static func pipe() throws(ReplayFailure) -> (reading: CInt, writing: CInt) {
    var (reading, writing): (CInt, CInt) = (-1, -1)
    let result = unsafe file_sessions_private_pipe(&reading, &writing)
    guard result == 0 else { throw ReplayFailure("no pipe can be made: errno \(-result)") }
    return (reading, writing)
  }

  private static func start(
    _ executable: String, _ arguments: [String], input: CInt, output: CInt
  ) throws(ReplayFailure) -> pid_t {
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier: CInt = 0
    let result = unsafe file_sessions_spawn(executable, &words, input, output, &identifier)
    guard result == 0 else { throw ReplayFailure("\(executable) cannot be started: errno \(-result)") }
    return identifier
  }
}
