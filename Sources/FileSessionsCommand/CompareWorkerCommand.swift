#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsComparison

/// What `compare` starts several of.
struct CompareWorkerCommand: AsyncParsableCommand {
  static let name = "compare-worker"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  func run() async throws { try await Worker.run() }
}
#endif
