#if Peers
internal import ArgumentParser
internal import FileSessionsCommandLine
internal import FileSessionsComparison
internal import FileSessionsPeerReport
internal import Foundation

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Measures all of them on every directory that is named.")

  @Option(
    help: """
      An empty directory to work in, or one to be made in one that exists; may be given several times. (default: a \
      fresh one here, and one in /dev/shm)
      """)
  var directory: [String] = []

  @Flag(help: "Fewer rounds and smaller stores: under 90 seconds.")
  var quick = false

  @Option(help: "How many rounds; a median over fewer than 21 has a wide interval.")
  var rounds: Int?

  @Option(help: "How long memory is watched under load, in seconds.")
  var memorySeconds: Double?

  @Option(help: "How many sessions the large store has.")
  var largeStore: Int?

  @Option(help: "A Python that has Django.")
  var python = ".build/peers-venv/bin/python"

  @Option(help: "The folder that peer.php and peer.py lie in.")
  var scripts = "Sources/FileSessionsPeers/Scripts"

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Option(help: "The file that the JSON is written to; the page gets the same name with .html.")
  var output = ".build/peers.json"

  func validate() throws {
    if let rounds, !(1...1000).contains(rounds) { throw ValidationError("--rounds has to lie between 1 and 1000") }
    if let memorySeconds, !(1...86_400).contains(memorySeconds) {
      throw ValidationError("--memory-seconds has to lie between 1 and 86400")
    }
    if let largeStore, !(1000...10_000_000).contains(largeStore) {
      throw ValidationError("--large-store has to lie between 1000 and 10000000")
    }
  }

  func run() async throws {
    DescriptorLimit.raise()
    try await measure()
    let report = try JSONDecoder().decode(PeerReport.self, from: Data(contentsOf: URL(fileURLWithPath: output)))
    try Output.print(json ? Output.json(report) : PeerTable(report, isColoured: Output.isColoured).text)
    Output.error("Written: \(output), and the page \(page)")
  }

  private var page: String {
    URL(fileURLWithPath: output).deletingPathExtension().appendingPathExtension("html").relativePath
  }

  private func keep(_ report: PeerReport) throws {
    try Output.write(Output.json(report), toFile: output)
    try Output.write(PeerPage(report).html, toFile: page)
  }

  private var plan: PeersPlan {
    var plan = quick ? PeersPlan.quick : PeersPlan()
    plan.rounds = rounds ?? plan.rounds
    plan.memorySeconds = memorySeconds ?? plan.memorySeconds
    plan.scaleSizes.large = largeStore ?? plan.scaleSizes.large
    return plan
  }

  /// Whether it comes to an end or not: afterwards no process runs, and the directories are as they were before.
  private func measure() async throws {
    let interruption = Interruption()
    defer { interruption.end() }
    let scratches = try scratches()
    defer { for scratch in scratches { scratch.remove() } }
    let (crew, progress) = (PeerCrew(), Progress())
    let run = PeersRun(plan, crew, Interpreters(python: python, scripts: scripts), progress)
    let measuring = Task { try await run.run(in: scratches, keep: keep) }
    interruption.whenBegun {
      measuring.cancel()
      Task { await crew.close() }
    }
    let outcome = await measuring.result
    progress.clear()
    if let status = interruption.status { throw status }
    try outcome.get()
  }

  private func scratches() throws -> [ScratchDirectory] {
    guard directory.isEmpty else { return try directory.map { try ScratchDirectory($0) } }
    let memory = "/dev/shm"
    guard FileManager.default.isWritableFile(atPath: memory) else { return [try .fresh()] }
    let name = "file-sessions-peers-\(ProcessInfo.processInfo.processIdentifier)"
    return [try .fresh(), try ScratchDirectory("\(memory)/\(name)")]
  }
}
#endif
