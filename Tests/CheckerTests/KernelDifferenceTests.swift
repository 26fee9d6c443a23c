#if CommandLineTool
import Foundation
import TestSupport
import Testing

@testable import FileSessionsChecker

/// Whether the comparison of the simulated kernel with the real one is one: it has to find a kernel that is wrong.
@Suite struct KernelDifferenceTests {
  /// What no sequence of whole calls shows. These are about what happens within a call, about turns and shared
  /// counters, which are not the kernel's, and about the number that a new inode gets, which every file system is free
  /// in.
  static let unseen: Set<KernelMutation> = [
    .turnsAlwaysGranted, .renameInTwoSteps, .inodesNeverReused, .readsAreWhole, .writesAreWhole,
    .readsAndWritesAreWhole, .changesAreNotCounted,
  ]

  private func count(_ mutation: KernelMutation?, sequences: UInt64) throws -> Differential.Count {
    let folder = try TemporaryDirectory()
    let command = [BuiltProduct.path("file-sessions"), "check-kernel-client"]
    let differential = try Differential(command, directory: folder.path, mutation: mutation)
    return try differential.run(seeds: 0..<sequences, findingLimit: 1)
  }

  @Test func theTrueKernelDiffersNowhere() throws {
    let count = try count(nil, sequences: 300)
    #expect(count.findings.map(\.calls) == [])
    #expect(count.sequences == 300)
    #expect(count.calls > 10_000)
  }

  @Test(arguments: KernelMutation.allCases.filter { !unseen.contains($0) })
  func aWrongKernelIsFound(_ mutation: KernelMutation) throws {
    let finding = try #require(try count(mutation, sequences: 300).findings.first)
    // Shrunk: no wrong kernel needs more than a file, two openings and what is done with them.
    #expect((1...8).contains(finding.calls.count), "\(finding.calls)")
    #expect(finding.calls.last?.contains("the real kernel: ") == true)
  }

  @Test(arguments: unseen)
  func whatSequencesCannotShowIsNotShown(_ mutation: KernelMutation) throws {
    #expect(try count(mutation, sequences: 100).findings.map(\.calls) == [])
  }
}
#endif
