#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker

/// What `check-kernel` starts several of.
struct CheckKernelClientCommand: AsyncParsableCommand {
  static let name = "check-kernel-client"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  @Argument(help: "Where the files are.")
  var directory: String

  func run() async throws { KernelClient.serve(directory: directory) }
}
#endif
