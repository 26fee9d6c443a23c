#if CommandLineTool
import Foundation
import Synchronization
import TestSupport
import Testing

/// The real `file-sessions` at work, in a process group of its own: whatever it starts is in there too.
final class CommandProcess: Sendable {
  enum End: Hashable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  private struct Ended: Error, CustomStringConvertible {
    let description: String
  }

  let processID: pid_t
  private let folder: TestFolder
  private let end = Mutex<End?>(nil)

  /// - Parameter folder: where it works, and where its output goes.
  init(_ arguments: [String], in folder: TestFolder) throws {
    self.folder = folder
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, path) in [(STDOUT_FILENO, folder.outputPath), (STDERR_FILENO, folder.errorPath)] {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    // It is the shell only until it has gone there.
    let shell = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", folder.work, Self.executable]
    var words = unsafe (shell + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var processID: pid_t = 0
    let result = unsafe posix_spawn(&processID, shell[0], &actions, &attributes, &words, environ)
    try #require(result == 0, "\(Self.executable) was not started")
    self.processID = processID
  }

  deinit { if end.withLock({ $0 == nil }) { kill(-processID, SIGKILL) } }

  /// Runs to its end.
  static func run(_ arguments: String..., in folder: TestFolder) async throws -> End {
    try await CommandProcess(arguments, in: folder).awaitEnd()
  }

  // MARK: - Signals

  func send(_ signal: Int32) { kill(processID, signal) }

  /// To everybody in the group, as a terminal does it.
  func sendToAll(_ signal: Int32) { kill(-processID, signal) }

  // MARK: - Waiting

  func awaitProgress(_ words: String) async throws {
    _ = try await poll("'\(words)' on stderr") { folder.errors.contains(words) ? true : nil }
  }

  /// Until so many processes that it started are alive.
  func awaitWorkers(_ count: Int) async throws {
    _ = try await poll("\(count) workers") { Self.members(of: processID).count == count + 1 ? true : nil }
  }

  func awaitEnd() async throws -> End {
    try await poll("the end") { reap() }
  }

  /// Until nobody of the group is left.
  func awaitNobody() async throws {
    _ = try await poll("the end of the last worker", whileAlive: false) { survivors.isEmpty ? true : nil }
  }

  /// What is left of the group; nobody, once all have ended and were waited for.
  var survivors: [pid_t] { Self.members(of: processID) }

  /// What it has left where small files are made fast: its scratch directories have its process id in their names.
  var scratchDirectories: [String] {
    get throws {
      try ["/dev/shm", NSTemporaryDirectory()].filter { FileManager.default.fileExists(atPath: $0) }.flatMap {
        try FileManager.default.contentsOfDirectory(atPath: $0)
      }.filter { $0.hasPrefix("file-sessions-") && $0.contains("-\(processID)-") }
    }
  }

  /// However long it takes: on a machine with much else to do that says nothing.
  private func poll<Found>(
    _ purpose: String, whileAlive: Bool = true, _ look: () -> Found?
  ) async throws -> Found {
    while true {
      if let found = look() { return found }
      if whileAlive, let ended = end.withLock({ $0 }) {
        throw Ended(description: "\(purpose) never came, it has ended: \(ended)\n\(folder.errors)")
      }
      // Not how long it takes, only how often it is looked at.
      try await Task.sleep(for: .milliseconds(2))
      _ = reap()
    }
  }

  @discardableResult
  private func reap() -> End? {
    end.withLock { end in
      if let end { return end }
      var status: Int32 = 0
      guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
      let signal = status & 0x7f
      end = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
      return end
    }
  }

  // MARK: - The build and the kernel

  private static let executable = BuiltProduct.path("file-sessions")

  /// The processes of a group, from `/proc/*/stat`; what ended and was not waited for is among them.
  private static func members(of group: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { getpgid($0) == group && !hasEnded($0) }
  }

  /// One that has ended and was not yet waited for: its parent is gone, and the system's first process takes its time.
  private static func hasEnded(_ process: pid_t) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return status.split(separator: ")").last?.hasPrefix(" Z") ?? true
  }
}
#endif
