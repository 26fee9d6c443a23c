#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker
internal import Lab
internal import Foundation

struct CheckKernelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Compares the simulated kernel with the real one, call by call.",
    discussion: """
      Random sequences of calls by two or three processes are made on both: open, close, read, write, truncate, \
      status, rename, link, unlink, list, flock, OFD and POSIX locks, and death. ext4, XFS and btrfs are loop mounts, \
      which need root, as does tmpfs; what cannot be mounted is not run, and the table says so.
      """)

  @Option(help: "Sequences per file system.")
  var sequences: UInt64?

  @Flag(help: "1,000 sequences per file system instead of 25,000.")
  var quick = false

  @Option(help: "The first sequence's seed; those after it count on.")
  var seed: UInt64 = 0

  @Option(help: "Of ext4, xfs, btrfs, tmpfs and disk, with commas between them. (default: all)")
  var fileSystems: String?

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  func validate() throws {
    _ = try kinds
    guard count > 0, count <= UInt64.max - seed else { throw ValidationError("--sequences has to be at least 1") }
  }

  private var count: UInt64 { sequences ?? (quick ? 1000 : 25_000) }

  private var kinds: [TestGround.Kind] {
    get throws {
      guard let fileSystems else { return TestGround.Kind.allCases }
      return try fileSystems.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let kind = TestGround.Kind(rawValue: String(name)) else {
          throw ValidationError("'\(name)' is none of ext4, xfs, btrfs, tmpfs and disk")
        }
        return kind
      }
    }
  }

  func run() async throws {
    let rows = try await rows()
    try Output.print(json ? Output.json(rows) : KernelCheckTable(rows).text)
    if rows.contains(where: { !$0.differences.isEmpty }) { throw ExitStatus.finding }
    if rows.allSatisfy({ $0.notRun != nil }) { throw ExitStatus.environment }
  }

  private func rows() async throws -> [KernelCheckRow] {
    let (kinds, seeds, progress) = (try kinds, seed..<seed + count, ProgressLine())
    defer { progress.clear() }
    return try await Interruption.run { place in
      let scratch = place.scratch(try ScratchDirectory(fresh: "kernel"))
      let check = KernelCheck([Executable.path, CheckKernelClientCommand.name], kinds, seeds: seeds, in: scratch)
      place.whenAbandoned { check.abandon() }
      progress.show("both kernels make the same calls on \(kinds.map(\.rawValue).joined(separator: ", "))")
      return try await withTaskCancellationHandler {
        try check.run { progress.showBriefly("\($0) of \($1) sequences") }
      } onCancel: {
        check.stop()
      }
    }
  }
}

/// What `check kernel` starts several of.
struct CheckKernelClientCommand: AsyncParsableCommand {
  static let name = "check-kernel-client"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  @Argument(help: "Where the files are.")
  var directory: String

  func run() async throws { KernelClient.serve(directory: directory) }
}
#endif
