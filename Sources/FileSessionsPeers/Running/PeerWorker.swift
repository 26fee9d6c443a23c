#if Peers
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

/// The life of a worker process: it opens subjects, does with them what it is told, and ends with its input.
struct PeerWorker {
  private let channel = LineChannel(input: FileHandle.standardInput.fileDescriptor, output: .standardOutput)
  private var stage = WorkerStage()

  mutating func run() async throws {
    DescriptorLimit.raise()
    while let line = channel.receive() {
      try channel.send(try JSONEncoder().encode(await answer(line)))
    }
  }

  private mutating func answer(_ line: Data) async -> WorkerAnswer {
    do {
      return try await stage.answer(try JSONDecoder().decode(WorkerRequest.self, from: line))
    } catch {
      return WorkerAnswer(error: "\(error)")
    }
  }
}
#endif
