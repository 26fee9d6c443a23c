#if Demo
package import ArgumentParser
internal import Foundation
internal import Lab

/// The ticket's page, and the load.
package struct DemoCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The page that lost its users in 2008, on two server processes with one store directory.",
    subcommands: [ServeCommand.self, LoadTestCommand.self, ServerProcessCommand.self],
    defaultSubcommand: ServeCommand.self)

  package init() {}
}

private struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the page, by two processes, until it is interrupted. (The default.)")

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
    guard (0...65_534).contains(port) else { throw LabFailure.wrongUse("--port goes from 0 to 65534") }
    do { try await Interruption.run { [self] place in try await serve(place) } } catch is ExitStatus {
      // That is how it ends.
    }
  }

  private func serve(_ place: Workplace) async throws {
    let path = try place.demoDirectory(directory).path
    let second = try ServerProcess(
      place, arguments: ["--host", host, "--port", "\(port == 0 ? 0 : port + 1)", "--directory", path])
    let other = try await second.port()
    if untilInputCloses { EndOfInput.terminate() }
    try await DemoServer(number: 1, directory: path, host: host, port: port, otherPort: other).run { port in
      try? Output.print("ready http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)/\n")
    }
  }
}

private struct LoadTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Requests per second with sessions in memory and in files, by wrk, and whether any was lost.")

  @Flag(help: "One round of a second each, and no more: under two minutes.")
  var quick = false

  @Option(help: "How many rounds.")
  var rounds: Int?

  @Option(help: "How long each round of a subject is, in seconds.")
  var seconds: Int?

  @Option(help: "Where the stores are made; without it in a fresh directory, which is removed at the end.")
  var directory: String?

  @OptionGroup var results: ReportOptions

  func validate() throws {
    if let rounds, !(1...100).contains(rounds) { throw ValidationError("--rounds has to lie between 1 and 100") }
    if let seconds, !(1...600).contains(seconds) { throw ValidationError("--seconds has to lie between 1 and 600") }
  }

  func run() async throws {
    let files = try ResultFiles("load", json: results.output)
    var plan = quick ? LoadTestPlan.quick : LoadTestPlan()
    plan.rounds = rounds ?? plan.rounds
    plan.seconds = seconds ?? plan.seconds
    let progress = ProgressLine()
    defer { progress.clear() }
    let report = try await Interruption.run { [plan, directory] place in
      let path = try place.demoDirectory(directory).path
      return try await LoadTestRun(plan: plan, place: place, directory: path, progress: progress).run()
    }
    progress.clear()
    try files.write(report)
    try results.show(report, files) { LoadTestTable(report: report, isColoured: $0).text }
    if !report.isSound { throw ExitStatus.finding }
  }
}

/// The second server process. It ends when its standard input does, so it never outlives the first.
private struct ServerProcessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "server-process", shouldDisplay: false)

  @Option var host: String
  @Option var port: Int
  @Option var directory: String
  /// The sessions that a load is aimed at, one id in a line.
  @Option var sessions: String?

  func run() async throws {
    let ready: @Sendable (Int) -> Void = { port in try? Output.print("\(port)\n") }
    if let sessions {
      let sessions = try LoadTestSessions(file: sessions)
      try await LoadTestServer(directory: directory, host: host, port: port, sessions: sessions).run(ready)
    } else {
      EndOfInput.terminate()
      try await DemoServer(number: 2, directory: directory, host: host, port: port, otherPort: nil).run(ready)
    }
  }
}

extension Workplace {
  /// Where the stores lie: a directory that stays, or for `nil` one that goes.
  fileprivate func demoDirectory(_ path: String?) throws -> ScratchDirectory {
    scratch(try path.map { try ScratchDirectory(kept: $0) } ?? ScratchDirectory(fresh: "demo"))
  }
}
#endif
