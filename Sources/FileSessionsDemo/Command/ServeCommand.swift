#if Demo
internal import ArgumentParser
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the page, by two processes, until it is interrupted.")

  @Option(help: "The address to listen at; 0.0.0.0 to reach it from a phone.")
  var host = "127.0.0.1"

  @Option(help: "The first process's port; the second takes the next one. 0 for any two that are free.")
  var port = 8080

  @Option(
    help: "Where the stores are made and stay; without it they are made in a fresh directory, and removed at the end.")
  var directory: String?

  @Flag(help: "Stop when standard input ends.")
  var untilInputCloses = false

  func run() async throws {
    guard (0...65_534).contains(port) else { throw ComparisonFailure.wrongUse("--port goes from 0 to 65534") }
    let place = try DemoDirectory(directory)
    defer { place.remove() }
    let second = try ServerProcess(
      arguments: ["--host", host, "--port", "\(port == 0 ? 0 : port + 1)", "--directory", place.path])
    do {
      let other = try await second.port()
      if untilInputCloses { EndOfInput.terminate() }
      try await DemoServer(number: 1, place, host: host, port: port, otherPort: other).run { port in
        try? Output.print("ready http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)/\n")
      }
    } catch {
      second.stop()
      throw error
    }
    second.stop()
  }
}
#endif
