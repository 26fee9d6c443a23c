#if Demo
internal import ArgumentParser
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import Foundation

struct LoadCommand: AsyncParsableCommand {
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

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Option(help: "The file that the JSON is written to.")
  var output = ".build/load.json"

  func validate() throws {
    if let rounds, !(1...100).contains(rounds) { throw ValidationError("--rounds has to lie between 1 and 100") }
    if let seconds, !(1...600).contains(seconds) { throw ValidationError("--seconds has to lie between 1 and 600") }
  }

  func run() async throws {
    let report = try await measure()
    let text = try Output.json(report)
    try Output.write(text, toFile: output)
    try Output.print(json ? text : LoadTable(report, isColoured: Output.isColoured).text)
    Output.error("Written: \(output)")
    if !report.isSound { throw ExitStatus.finding }
  }

  /// Whether it comes to an end or not: afterwards no process runs and no directory is left.
  private func measure() async throws -> LoadReport {
    let interruption = Interruption()
    defer { interruption.end() }
    let place = try DemoDirectory(directory)
    defer { place.remove() }
    var plan = quick ? LoadPlan.quick : LoadPlan()
    plan.rounds = rounds ?? plan.rounds
    plan.seconds = seconds ?? plan.seconds
    let run = LoadRun(plan: plan, place: place)
    let measuring = Task { try await run.run() }
    interruption.whenBegun { measuring.cancel() }
    let outcome = await measuring.result
    if let status = interruption.status { throw status }
    return try outcome.get()
  }
}
#endif
