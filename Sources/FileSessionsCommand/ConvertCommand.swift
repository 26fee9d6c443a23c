#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import Lab

struct ConvertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Converts a store directory to another strategy; every session stays as it is.",
    discussion: """
      Nobody may have the directory open. A conversion that is cut short keeps everybody out until it is run again.

      It also mends a directory that has lost its record, the file 'store', or whose record is empty or damaged.
      """)

  @Argument(help: "The store directory.")
  var directory: String

  @Argument(help: "The strategy: a preset's name, or its text.")
  var strategy: String

  @Flag(help: "Allow a strategy that loses sessions.")
  var allowUnsound = false

  @Flag(help: "Accept a directory that its group may write to (Kubernetes' fsGroup).")
  var allowGroup = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let count: Int
    let target: FileSessionStore.Strategy
    do throws(SessionError) {
      target = try FileSessionStore.Strategy(strategy)
      count = try FileSessionStore.convert(
        directory: directory, to: target, unsoundStrategies: allowUnsound ? .allow : .refuse,
        directoryAccess: allowGroup ? .ownerAndGroup : .ownerOnly)
    } catch {
      // The library's own words name its own option.
      let isUnsound = error.code == .unsoundStrategy
      let refusal = "\(strategy) loses sessions and is there to be compared with; --allow-unsound allows it"
      Output.error("file-sessions: \(isUnsound ? refusal : "\(error)")")
      throw isUnsound || error.code == .invalidConfiguration ? ExitStatus.wrongUse : ExitStatus.environment
    }
    if !target.guarantees.contains(.killSafe) {
      let name = target.presetName ?? target.description
      Output.error("Note: \(name) is not kill-safe: a process that is killed while it writes can spoil that session.")
    }
    if json { return try Output.print(Output.json(Answer(strategy: target.description, sessions: count))) }
    try Output.print("\(count) session\(count == 1 ? "" : "s") under \(target)\n")
  }

  private struct Answer: Encodable {
    let strategy: String
    let sessions: Int
  }
}
#endif
