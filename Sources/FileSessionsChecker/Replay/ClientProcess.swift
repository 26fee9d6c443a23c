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
    var ends: [CInt] = [-1, -1]
    guard unsafe Foundation.pipe(&ends) == 0 else { throw ReplayFailure("no pipe can be made: errno \(errno)") }
    // No other child inherits it: that would keep it open when this one is gone.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func start(
    _ executable: String, _ arguments: [String], input: CInt, output: CInt
  ) throws(ReplayFailure) -> pid_t {
    #if os(Linux)
    var actions = unsafe posix_spawn_file_actions_t()
    #else
    var actions: posix_spawn_file_actions_t?
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier: pid_t = 0
    let result = unsafe posix_spawn(&identifier, executable, &actions, nil, &words, environ)
    guard result == 0 else { throw ReplayFailure("\(executable) cannot be started: errno \(result)") }
    return identifier
  }
}
