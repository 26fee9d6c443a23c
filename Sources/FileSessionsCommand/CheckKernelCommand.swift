#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker
internal import FileSessionsCommandLine
internal import FileSessionsComparison
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
    let rows = try rows()
    try Output.print(json ? Output.json(rows) : KernelCheckTable(rows).text)
    if rows.contains(where: { !$0.differences.isEmpty }) { throw ExitStatus.finding }
    if rows.allSatisfy({ $0.notRun != nil }) { throw ExitStatus.environment }
  }

  private func rows() throws -> [KernelCheckRow] {
    let interruption = Interruption()
    defer { interruption.end() }
    let command = [Executable.path, CheckKernelClientCommand.name]
    let check = KernelCheck(command, try kinds, seeds: seed..<seed + count, in: Self.scratch)
    interruption.whenBegun { check.stop() }
    let progress = isatty(STDERR_FILENO) == 1 ? Progress() : nil
    defer { progress?.clear() }
    do {
      return try check.run { progress?.show("\($0) of \($1) sequences") }
    } catch {
      if let status = interruption.status { throw status }
      throw ComparisonFailure.environment("\(error)")
    }
  }

  private static var scratch: String {
    let parent = WorkingDirectory.isPackage ? ".build/" : ""
    let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return "\(FileManager.default.currentDirectoryPath)/\(parent)file-sessions-kernel-\(name)"
  }
}
#endif
