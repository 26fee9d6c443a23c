#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsDemo
internal import FileSessionsPeers
internal import Foundation
internal import Lab

/// Where the program begins: not yet with a task, for a process that forks must not have what comes with the first one.
@main
enum Program {
  static func main() {
    if CommandLine.arguments.dropFirst().first == ChaosKiller.name { ChaosKiller.run() }
    Task {
      await CommandEntry.run(FileSessionsCommand.self)
      exit(0)
    }
    dispatchMain()
  }
}

struct FileSessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file-sessions",
    abstract: "HTTP sessions in plain files: compares ways of locking and writing them.",
    discussion: """
      Exit status: 0 all well, 1 a finding: something is not what it is declared to be, 2 wrong usage, \
      3 the environment failed, 130 interrupted, 143 terminated.
      """,
    // The tag of a release has the same number.
    version: "0.1.0",
    subcommands: [
      CompareCommand.self, CheckCommand.self, PowerCommand.self, ChaosCommand.self, SoakCommand.self,
      StrategiesCommand.self, ConvertCommand.self,
    ] + ofTraits + hidden)

  /// What commands start other processes as.
  private static let hidden: [any ParsableCommand.Type] = [
    CompareWorkerCommand.self, CheckKernelClientCommand.self, CheckClientCommand.self, PowerWorkerCommand.self,
    PowerDiskCommand.self, SoakWorkerCommand.self,
  ]

  private static var ofTraits: [any ParsableCommand.Type] {
    var commands: [any ParsableCommand.Type] = []
    #if Peers
    commands.append(PeersCommand.self)
    #else
    commands.append(MissingPeersCommand.self)
    #endif
    #if Demo
    commands.append(DemoCommand.self)
    #else
    commands.append(MissingDemoCommand.self)
    #endif
    return commands
  }
}
#else
internal import Foundation

@main
enum FileSessionsCommand {
  static func main() {
    let message = "file-sessions: built without the command line tool; build with --traits CommandLineTool\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
    exit(2)
  }
}
#endif
