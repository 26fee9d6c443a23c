#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsPower
internal import Foundation
internal import Lab

struct PowerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power",
    abstract: "Cuts the power of real file systems: every verb, and all that a disk may keep of it.",
    discussion: """
      ext4, XFS and btrfs lie on a disk that notes each write and each flush. Every verb is run on them. Then every \
      content that a power cut could have left between any two writes is put together, mounted and looked at: what had \
      been acknowledged is there, nothing else is, and everything goes on from there. Syncs are left out on purpose \
      too, which has to be noticed. Needs root, /dev/fuse and loop devices.
      """)

  @Flag(help: "Two strategies, and 25 images of each durability.")
  var quick = false

  @Option(help: "Of ext4, xfs and btrfs, with commas between them. (default: all)")
  var fileSystems: String?

  @Option(help: "Presets or definitions, with commas between them. (default: the presets that survive kills)")
  var strategies: String?

  @OptionGroup var results: ReportOptions

  @Flag(help: "Fail where a file system cannot be run.")
  var strict = false

  func validate() throws { _ = try kinds }

  private var kinds: [PowerFileSystem] {
    get throws {
      guard let fileSystems else { return PowerFileSystem.allCases }
      return try fileSystems.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let kind = PowerFileSystem(rawValue: String(name)) else {
          throw ValidationError("'\(name)' is none of ext4, xfs and btrfs")
        }
        return kind
      }
    }
  }

  func run() async throws {
    if let strategies { _ = try StrategyList.parse(strategies) }
    let files = try ResultFiles("power", json: results.output)
    let report = try await report()
    try files.write(report)
    try results.show(report, files) { PowerTable(report, isColoured: $0).text }
    if report.hasFindings { throw ExitStatus.finding }
    if strict, report.isIncomplete { throw ExitStatus.environment }
  }

  private func report() async throws -> PowerReport {
    let (kinds, progress) = (try kinds, ProgressLine())
    let worker =
      [Executable.path, PowerWorkerCommand.name] + (quick ? ["--quick"] : [])
      + (strategies.map { ["--strategies", $0] } ?? [])
    defer { progress.clear() }
    Leftovers.remove()
    return try await Interruption.run { place in
      let scratch = place.scratch(try ScratchDirectory(fresh: Leftovers.scratchName, in: Leftovers.parent))
      progress.show("the power is cut on \(kinds.map(\.rawValue).joined(separator: ", "))")
      return try await PowerRun(kinds, worker: worker, in: scratch, place).run { count, words in
        progress.showBriefly("\(Grouped(count)) images; \(words)")
      }
    }
  }
}

/// What `power` starts for each file system.
struct PowerWorkerCommand: AsyncParsableCommand {
  static let name = "power-worker"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  @Flag var quick = false
  @Option var strategies: String?
  @Argument var fileSystem: String
  @Argument var scratch: String

  func run() async throws {
    guard let kind = PowerFileSystem(rawValue: fileSystem) else { throw LabFailure.wrongUse("no such file system") }
    let plan = PowerPlan(try strategies.map { try StrategyList.parse($0) }, isQuick: quick)
    try PowerWorker.serve(kind, plan, disk: [Executable.path, PowerDiskCommand.name], in: scratch)
  }
}

/// What a worker starts for each run of the verbs.
struct PowerDiskCommand: AsyncParsableCommand {
  static let name = "power-disk"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  @Argument var directory: String
  @Argument var backing: String
  @Argument var log: String

  func run() async throws { try LoggedDisk.serve(directory: directory, backing: backing, log: log) }
}
#endif
