#if CommandLineTool
package import ArgumentParser
internal import FileSessionsComparison
internal import Foundation

/// Runs a command, and leaves with a status that a script can tell apart (`ExitStatus`).
package enum CommandEntry {
  package static func run(_ command: (some AsyncParsableCommand).Type) async {
    do {
      var parsed = try command.parseAsRoot()
      if var parsed = parsed as? any AsyncParsableCommand { try await parsed.run() } else { try parsed.run() }
    } catch {
      leave(command, after: error)
    }
  }

  private static func leave(_ command: (some ParsableCommand).Type, after error: any Error) -> Never {
    switch error {
    case let failure as ComparisonFailure:
      Output.error("\(command.configuration.commandName ?? "file-sessions"): \(failure)")
      exit(ExitStatus(failure).rawValue)
    case let status as ExitStatus: exit(status.rawValue)
    default: break
    }
    let code = command.exitCode(for: error)
    // Help and version are errors to the parser, but asked for.
    if code.isSuccess { command.exit(withError: error) }
    Output.error(command.fullMessage(for: error))
    exit(code == .validationFailure ? ExitStatus.wrongUse.rawValue : ExitStatus.environment.rawValue)
  }
}
#endif
