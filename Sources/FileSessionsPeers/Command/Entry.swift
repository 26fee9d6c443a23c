#if Peers
internal import ArgumentParser
internal import FileSessionsComparison
internal import Foundation

@main
enum Entry {
  static func main() async {
    do {
      var command = try PeersCommand.parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      leave(after: error)
    }
  }

  private static func leave(after error: any Error) -> Never {
    switch error {
    case let failure as ComparisonFailure:
      Output.error("file-sessions-peers: \(failure)")
      exit(ExitStatus(failure).rawValue)
    case let status as ExitStatus: exit(status.rawValue)
    default: break
    }
    let code = PeersCommand.exitCode(for: error)
    // Help is an error to the parser, but asked for.
    if code.isSuccess { PeersCommand.exit(withError: error) }
    Output.error(PeersCommand.fullMessage(for: error))
    exit(code == .validationFailure ? ExitStatus.wrongUse.rawValue : ExitStatus.environment.rawValue)
  }
}
#else
internal import Foundation

@main
enum Entry {
  static func main() {
    let message = "file-sessions-peers: built without the peers; build with --traits Peers, as make peers does\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
    exit(2)
  }
}
#endif
