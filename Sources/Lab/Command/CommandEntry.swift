#if CommandLineTool
package import ArgumentParser
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
    case let failure as LabFailure:
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

/// How a command with a report gives it: as a table or as JSON, and in a file.
package struct ReportOptions: ParsableArguments {
  @Flag(help: "Print JSON instead of the table.")
  package var json = false

  @Option(
    help: """
      The file that the JSON is written to. (default: .build/NAME.json in a package's directory, elsewhere \
      file-sessions-NAME.json)
      """)
  package var output: String?

  package init() {}

  /// Prints a report, and says where it was written.
  package func show(_ report: some Encodable, _ files: ResultFiles, table: (_ isColoured: Bool) -> String) throws {
    try Output.print(json ? Output.json(report) : table(Output.isColoured))
    Output.error("Written: \(files.json)" + (files.page.map { ", and the page \($0)" } ?? ""))
  }
}
#endif
