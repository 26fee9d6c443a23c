internal import Foundation
internal import Lab

/// A server process, as who started it sees it.
struct ServerProcess: Sendable {
  let worker: WorkerProcess

  init(_ place: Workplace, number: Int = 2, arguments: [String]) throws {
    worker = try place.start("server process \(number)", Executable.path, ["demo", "server-process"] + arguments)
  }

  /// The port that it listens at, once it does.
  func port() async throws -> Int {
    guard let port = Int(String(decoding: try await worker.receive(), as: UTF8.self)) else {
      throw LabFailure.environment("\(worker.name) did not say where it listens")
    }
    return port
  }
}

/// The server processes of a load, and what they say.
struct LoadTestServers: Sendable {
  let ports: [Int]
  private let place: Workplace
  private let processes: [ServerProcess]

  /// Starts them and waits until they listen.
  init(_ count: Int, _ place: Workplace, directory: String, sessions: String) async throws {
    let arguments = ["--host", "127.0.0.1", "--port", "0", "--directory", directory, "--sessions", sessions]
    self.place = place
    processes = try (1...count).map { try ServerProcess(place, number: $0, arguments: arguments) }
    var ports: [Int] = []
    for process in processes { ports.append(try await process.port()) }
    self.ports = ports
  }

  /// Makes every session of a subject anew: once where it is shared. All forget what they have counted.
  func seed(_ subject: LoadTestSubject) async throws {
    for (index, process) in processes.enumerated() {
      let isOwner = subject.strategy == nil || index == 0
      _ = try await process.worker.ask("\(isOwner ? "seed" : "forget") \(subject.rawValue)")
    }
  }

  /// What was answered by all of them together, and what is there now, when the last request has ended in all of them:
  /// one that ended between two counts would seem lost.
  func audit(_ subject: LoadTestSubject) async throws -> LoadTestAudit {
    for process in processes { _ = try await process.worker.ask("settle \(subject.rawValue)") }
    var counts: [LoadTestCount] = []
    for process in processes {
      let answer = try await process.worker.ask("audit \(subject.rawValue)")
      do { counts.append(try JSONDecoder().decode(LoadTestCount.self, from: answer)) } catch {
        throw LabFailure.environment("a server process has no answer: \(String(decoding: answer, as: UTF8.self))")
      }
    }
    return LoadTestAudit(counts, isShared: subject.strategy != nil)
  }

  func stop() { place.end(processes.map(\.worker)) }
}
