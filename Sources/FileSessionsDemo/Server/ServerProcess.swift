#if Demo
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

/// A server process, as who started it sees it.
struct ServerProcess: Sendable {
  private let process: WorkerProcess

  init(number: Int = 2, arguments: [String]) throws {
    process = try WorkerProcess(
      number: number, executable: Executable.path, arguments: ["server-process"] + arguments)
  }

  /// The port that it listens at, once it does.
  func port() async throws -> Int {
    guard let port = Int(String(decoding: try await process.receive(), as: UTF8.self)) else {
      throw ComparisonFailure.environment("server process \(process.number) did not say where it listens")
    }
    return port
  }

  /// Sends a line, and returns the next one that comes back.
  func ask(_ line: String) async throws -> Data {
    try await process.send(Data(line.utf8))
    return try await process.receive()
  }

  func stop() { process.killAndWait() }
}
#endif
