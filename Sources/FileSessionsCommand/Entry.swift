#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsComparison
internal import Foundation

@main
enum Entry {
  static func main() async {
    do {
      let parsed = try FileSessionsCommand.parseAsRoot()
      if var command = parsed as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = parsed
        try command.run()
      }
    } catch {
      leave(after: error)
    }
  }

  private static func leave(after error: any Error) -> Never {
    switch error {
    case let failure as ComparisonFailure:
      Output.error("file-sessions: \(failure)")
      exit(ExitStatus(failure).rawValue)
    case let status as ExitStatus: exit(status.rawValue)
    default: break
    }
    let code = FileSessionsCommand.exitCode(for: error)
    // Help and version are errors to the parser, but asked for.
    if code.isSuccess { FileSessionsCommand.exit(withError: error) }
    Output.error(FileSessionsCommand.fullMessage(for: error))
    exit(code == .validationFailure ? ExitStatus.wrongUse.rawValue : ExitStatus.environment.rawValue)
  }
}
#else
internal import Foundation

@main
enum Entry {
  static func main() {
    let message = "file-sessions: built without the command line tool; build with --traits CommandLineTool\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
    exit(2)
  }
}
#endif
