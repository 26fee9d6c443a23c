#if CommandLineTool
internal import ArgumentParser
internal import FileSessionsChecker
internal import Foundation

struct CheckKernelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check-kernel", abstract: "x")
  @Option var directory: String
  @Option var sequences: UInt64 = 1000

  func run() async throws {
    let differential = try Differential([Executable.path, CheckKernelClientCommand.name], directory: directory)
    let count = try differential.run(seeds: 0..<sequences)
    print(count.sequences, count.calls, count.findings.count)
    for finding in count.findings { print(finding.seed); print(finding.calls.joined(separator: "\n")) }
  }
}
#endif
