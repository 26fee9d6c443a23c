#if Peers
package import ArgumentParser
internal import Foundation
internal import Lab

/// This library beside what would be picked instead of it.
package struct PeersCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "peers", abstract: "This library beside SQLite, LMDB, Redis, PHP, Django and bare system calls.",
    subcommands: [PeersCompareCommand.self, PeerWorkerCommand.self], defaultSubcommand: PeersCompareCommand.self)

  package init() {}
}

/// What a run starts several of.
private struct PeerWorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

  func run() async throws {
    var worker = PeerWorker()
    try await worker.run()
  }
}

private struct PeersCompareCommand: AsyncParsableCommand {
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

  @OptionGroup var results: ReportOptions

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
    Executable.raiseDescriptorLimit()
    let files = try ResultFiles("peers", json: results.output, hasPage: true)
    let (progress, plan, interpreters) = (ProgressLine(), plan, Interpreters(python: python, scripts: scripts))
    defer { progress.clear() }
    let report = try await Interruption.run { [self] place in
      let run = PeersRun(plan: plan, workplace: place, interpreters: interpreters, progress: progress)
      return try await run.run(in: try scratches(place)) { try files.write($0, html: PeerPage(report: $0).html) }
    }
    try results.show(report, files) { PeerTable(report: report, isColoured: $0).text }
  }

  private var plan: PeersPlan {
    var plan = quick ? PeersPlan.quick : PeersPlan()
    plan.rounds = rounds ?? plan.rounds
    plan.memorySeconds = memorySeconds ?? plan.memorySeconds
    plan.scaleSizes.large = largeStore ?? plan.scaleSizes.large
    return plan
  }

  private func scratches(_ place: Workplace) throws -> [ScratchDirectory] {
    guard directory.isEmpty else { return try directory.map { place.scratch(try ScratchDirectory($0)) } }
    let memory = "/dev/shm"
    let disk = place.scratch(try ScratchDirectory(fresh: "peers"))
    return FileManager.default.isWritableFile(atPath: memory)
      ? [disk, place.scratch(try ScratchDirectory(fresh: "peers", in: memory))] : [disk]
  }
}
#endif
