import FileSessions
import Foundation
import Glibc
import Synchronization
import Testing

/// A `SessionProcess` at work: told what to do line by line, and killed when the last reference to it goes.
final class ChildProcess: Sendable {
  let processID: pid_t
  private let input: CInt
  private let lines: LineQueue

  init() throws {
    // One at a time: a pipe end that another child inherited before it was marked would hide the end of this one.
    let started = try Self.starting.withLock { _ in try Self.start() }
    processID = started.processID
    input = started.input
    lines = LineQueue(reading: started.output)
  }

  /// One with a store open on a setting's directory.
  static func open(
    _ path: String, _ setting: Setting, _ options: String = ""
  ) async throws -> ChildProcess {
    let child = try ChildProcess()
    try await child.expect("ok", "open \(path) \(setting.strategy) \(options)")
    return child
  }

  deinit {
    close(input)
    // A child that was waited for already is no child any more, and the number may be another's.
    if !lines.isReaped {
      kill(processID, SIGKILL)
      reap()
    }
  }

  // MARK: - Talking

  func send(_ command: String) {
    let bytes = Array((command + "\n").utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(input, $0.baseAddress.unsafelyUnwrapped + done, $0.count - done)
      }
      guard count > 0 else { return }
      done += count
    }
  }

  /// The next line, whatever it says; `nil` when the process has ended.
  func nextLine() async -> String? { await lines.next() }

  /// The answer to the last command; lines that only tell of progress are passed over.
  func answer() async -> String {
    while let line = await lines.next() {
      if !line.hasPrefix("waiting") && !line.hasPrefix("mark ") { return line }
    }
    return "ended"
  }

  func ask(_ command: String) async -> String {
    send(command)
    return await answer()
  }

  func expect(_ answer: String, _ command: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let got = await ask(command)
    #expect(got == answer, "\(command)", sourceLocation: sourceLocation)
  }

  /// Sends a command that has to wait for a lock, and returns when the kernel has refused it the lock.
  func sendAndAwaitRefusal(_ command: String, sourceLocation: SourceLocation = #_sourceLocation) async {
    send(command)
    let line = await nextLine()
    #expect(line == "waiting", "\(command)", sourceLocation: sourceLocation)
  }

  // MARK: - Ending

  /// `kill -9`, and returns when the kernel has taken everything from the process that it held.
  func terminate() async {
    signalKill()
    await awaitEnd()
  }

  /// `kill -9`, without waiting for the end.
  func signalKill() {
    if !lines.isReaped { kill(processID, SIGKILL) }
  }

  /// Reads on until the process has ended; returns the lines that it said.
  @discardableResult
  func awaitEnd() async -> [String] {
    var said: [String] = []
    while let line = await lines.next() { said.append(line) }
    // Its output is closed: it is over, or will be in a moment.
    if lines.markReaped() { reap() }
    return said
  }

  private func reap() {
    var status: CInt = 0
    while unsafe waitpid(processID, &status, 0) == -1, errno == EINTR {}
  }

  // MARK: - Starting

  private static let starting = Mutex(())

  private static func start() throws -> (processID: pid_t, input: CInt, output: CInt) {
    // A command to a child that died is to come back without an answer, not to end the tests.
    _ = signal(SIGPIPE, SIG_IGN)
    let (toChild, fromChild) = (try pipe(), try pipe())
    defer {
      close(toChild.read)
      close(fromChild.write)
    }
    let processID = try spawn(input: toChild.read, output: fromChild.write)
    return (processID, toChild.write, fromChild.read)
  }

  /// Both ends closed on exec; spawning gives the child copies of its two that are not.
  private static func pipe() throws -> (read: CInt, write: CInt) {
    var ends: [CInt] = [-1, -1]
    let result = unsafe ends.withUnsafeMutableBufferPointer { unsafe Glibc.pipe($0.baseAddress.unsafelyUnwrapped) }
    try #require(result == 0)
    for end in ends { try #require(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
    return (ends[0], ends[1])
  }

  private static func spawn(input: CInt, output: CInt) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    var processID: pid_t = 0
    let result = unsafe Executable.sessionProcess.withCString { path in
      var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup(path), nil]
      defer { unsafe free(arguments[0]) }
      return unsafe posix_spawn(&processID, path, &actions, nil, &arguments, environ)
    }
    try #require(result == 0, "the process was not started: \(Executable.sessionProcess)")
    return processID
  }
}
