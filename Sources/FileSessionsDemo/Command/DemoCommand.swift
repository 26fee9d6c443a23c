#if Demo
internal import ArgumentParser

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file-sessions-demo",
    abstract: "The page that lost its users in 2008, on two server processes with one store directory.",
    discussion: "Exit status: 0 all well, 1 a finding, 2 wrong usage, 3 the environment failed.",
    subcommands: [ServeCommand.self, LoadCommand.self, ServerProcessCommand.self])
}
#endif
