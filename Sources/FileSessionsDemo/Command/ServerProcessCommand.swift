#if Demo
internal import ArgumentParser
internal import FileSessionsCommandLine
internal import FileSessionsComparison

/// The second server process. It ends when its standard input does, so it never outlives the first.
struct ServerProcessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "server-process", shouldDisplay: false)

  @Option var host: String
  @Option var port: Int
  @Option var directory: String
  /// The sessions that a load is aimed at, one id in a line.
  @Option var sessions: String?

  func run() async throws {
    let place = try DemoDirectory(directory)
    let ready: @Sendable (Int) -> Void = { port in try? Output.print("\(port)\n") }
    if let sessions {
      try await LoadServer(place, host: host, port: port, sessions: try LoadSessions(file: sessions)).run(ready)
    } else {
      EndOfInput.terminate()
      try await DemoServer(number: 2, place, host: host, port: port, otherPort: nil).run(ready)
    }
  }
}
#endif
