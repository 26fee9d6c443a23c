internal import CFileSessionsProcesses
internal import Foundation

/// A `KernelClient` as the process sees it that tells it what to do.
final class SequenceProcess {
  private let channel: FrameChannel
  private let identifier: pid_t

  /// - Parameter command: the program and its arguments; the directory comes after them.
  init(_ command: [String], directory: String) throws {
    // A client that ended must not take this process along.
    _ = signal(SIGPIPE, SIG_IGN)
    let toChild = try Self.pipe()
    let fromChild = try Self.pipe()
    identifier = try Self.start(command + [directory], input: toChild.reading, output: fromChild.writing)
    // The child's ends: as long as they were open here too, its death would not end what is read.
    _ = close(toChild.reading)
    _ = close(fromChild.writing)
    channel = FrameChannel(input: fromChild.reading, output: toChild.writing)
    try awaitReadiness()
  }

  deinit {
    _ = close(channel.output)
    _ = close(channel.input)
    var status: CInt = 0
    while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
  }

  func exchange(_ frame: [UInt8]) throws -> [UInt8] {
    guard channel.send(frame), let answer = channel.receive() else {
      throw DifferentialFailure.environment("a client of the real kernel ended before it had answered")
    }
    return answer
  }

  /// Kills it, and waits until another has taken its place.
  func die() throws {
    guard channel.send([]) else { throw DifferentialFailure.environment("a client of the real kernel is gone") }
    try awaitReadiness()
  }

  private func awaitReadiness() throws {
    guard channel.receive() == [1] else {
      throw DifferentialFailure.environment("a client of the real kernel did not start")
    }
  }

  private static func pipe() throws -> (reading: CInt, writing: CInt) {
    var ends: (reading: CInt, writing: CInt) = (-1, -1)
    guard unsafe file_sessions_private_pipe(&ends.reading, &ends.writing) == 0 else {
      throw DifferentialFailure.environment("a pipe could not be made")
    }
    return ends
  }

  private static func start(_ command: [String], input: CInt, output: CInt) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var words = unsafe command.map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier: pid_t = 0
    let result = unsafe posix_spawn(&identifier, command[0], &actions, nil, &words, environ)
    guard result == 0 else { throw DifferentialFailure.environment("\(command[0]) could not be started") }
    return identifier
  }
}
