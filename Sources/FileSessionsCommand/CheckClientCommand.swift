#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker

/// What a replay starts several of.
struct CheckClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check-client", shouldDisplay: false)

  func run() async throws { ClientWorker.run() }
}
#endif
