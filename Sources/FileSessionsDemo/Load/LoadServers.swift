#if Demo
internal import FileSessionsComparison
internal import Foundation

/// The server processes of a load, and what they say.
struct LoadServers: Sendable {
  let ports: [Int]
  private let processes: [ServerProcess]

  /// Starts them and waits until they listen.
  init(_ count: Int, place: DemoDirectory, sessions: String) async throws {
    let arguments = ["--host", "127.0.0.1", "--port", "0", "--directory", place.path, "--sessions", sessions]
    processes = try (1...count).map { try ServerProcess(number: $0, arguments: arguments) }
    var ports: [Int] = []
    for process in processes { ports.append(try await process.port()) }
    self.ports = ports
  }

  /// Makes every session of a subject anew: once where it is shared. All forget what they have counted.
  func seed(_ subject: LoadSubject) async throws {
    for (index, process) in processes.enumerated() {
      let isOwner = subject.strategy == nil || index == 0
      _ = try await ask(process, isOwner ? "seed" : "forget", subject)
    }
  }

  /// What was answered by all of them together, and what is there now, when the last request has ended in all of them:
  /// one that ended between two counts would seem lost.
  func audit(_ subject: LoadSubject) async throws -> LoadAudit {
    for process in processes { _ = try await ask(process, "settle", subject) }
    var counts: [LoadCount] = []
    for process in processes {
      let answer = try await ask(process, "audit", subject)
      do { counts.append(try JSONDecoder().decode(LoadCount.self, from: answer)) } catch {
        throw ComparisonFailure.environment(
          "a server process has no answer: \(String(decoding: answer, as: UTF8.self))")
      }
    }
    return LoadAudit(counts, isShared: subject.strategy != nil)
  }

  func stop() { for process in processes { process.stop() } }

  private func ask(_ process: ServerProcess, _ what: String, _ subject: LoadSubject) async throws -> Data {
    try await process.ask("\(what) \(subject.rawValue)")
  }
}
#endif
