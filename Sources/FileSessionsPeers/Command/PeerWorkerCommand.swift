#if Peers
internal import ArgumentParser

/// What a run starts several of.
struct PeerWorkerCommand: AsyncParsableCommand {
  static let name = "worker"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  func run() async throws {
    var worker = PeerWorker()
    try await worker.run()
  }
}
#endif
