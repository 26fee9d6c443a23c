#if CommandLineTool
internal import ArgumentParser
internal import FileSessions
internal import FileSessionsCommandLine
internal import FileSessionsComparison

struct StrategiesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategies", abstract: "Lists the presets: what they are and what they promise.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let strategies = FileSessionStore.Strategy.presets.map { StrategySummary($0.strategy) }
    if json { return try Output.print(Output.json(strategies)) }
    try Output.print(strategies.map(\.text).joined(separator: "\n"))
  }
}
#endif
