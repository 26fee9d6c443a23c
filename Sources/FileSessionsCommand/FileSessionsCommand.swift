#if CommandLineTool
internal import ArgumentParser

struct FileSessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file-sessions",
    abstract: "HTTP sessions in plain files: compares ways of locking and writing them.",
    discussion: """
      Exit status: 0 all well, 1 a strategy or the simulated kernel is not what it is declared to be, \
      2 wrong usage, 3 the environment failed, 130 interrupted, 143 terminated.
      """,
    version: Version.current,
    subcommands: [
      CompareCommand.self, CheckCommand.self, StrategiesCommand.self, ConvertCommand.self,
      CompareWorkerCommand.self, CheckKernelClientCommand.self, CheckClientCommand.self,
    ])
}
#endif
