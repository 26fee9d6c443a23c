#if Peers
internal import ArgumentParser

struct PeersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file-sessions-peers",
    abstract: "This library beside SQLite, LMDB, Redis, PHP, Django and bare system calls.",
    discussion: "Exit status: 0 all well, 2 wrong usage, 3 the environment or a peer failed, 130 interrupted.",
    subcommands: [CompareCommand.self, PeerWorkerCommand.self], defaultSubcommand: CompareCommand.self)
}
#endif
