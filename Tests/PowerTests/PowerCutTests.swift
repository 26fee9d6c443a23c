#if CommandLineTool
import Foundation
import Lab
import TestSupport
import Testing

@testable import FileSessionsPower

/// The power cut on a real file system, by a few images of each kind. Needs root, FUSE and loop devices.
@Suite("The power is cut", .enabled(if: geteuid() == 0 && FileManager.default.fileExists(atPath: "/dev/fuse")))
struct PowerCutTests {
  /// Each fault that is planted below the store is noticed, or hidden by what is known of the file system; without one
  /// nothing is found.
  @Test("Each planted fault is noticed, and nothing without one")
  func faults() async throws {
    let command = BuiltProduct.path("file-sessions")
    let report = try await Interruption.run { place in
      let scratch = place.scratch(try ScratchDirectory(fresh: Leftovers.scratchName, in: Leftovers.parent))
      return try await PowerRun([.ext4], worker: [command, "power-worker", "--quick"], in: scratch, place).run { _, _ in
      }
    }
    let system = try #require(report.fileSystems.first)
    try #require(system.notRun == nil)
    #expect(system.rows.count == 6)
    for row in system.rows {
      #expect(row.isClean, "\(row.strategy), \(row.durability): \(row.counterexamples)")
      #expect(row.mounted == row.images && row.images > 0, "\(row.notRun)")
    }
    #expect(Set(system.faults.map(\.fault)) == Set(PlantedFault.allCases))
    for fault in system.faults { #expect(!fault.isMissed, "\(fault.fault), \(fault.strategy)") }
    // What is hidden is said to be, and is not the rule.
    #expect(system.faults.count { $0.isCaught } >= 16)
  }

  @Test("The folder of a killed run goes, and that of a run that lives, or a user's own, stays")
  func leftovers() throws {
    let parent = try TemporaryDirectory()
    let living = try ScratchDirectory(fresh: "left", in: parent.path)
    defer { living.remove() }
    let (dead, own) = ("\(parent.path)/file-sessions-left-999999999-0", "\(parent.path)/file-sessions-left-mine")
    for folder in [dead, own] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }
    #expect(ScratchDirectory.removeAbandoned("left", in: parent.path) == [dead])
    #expect([dead, own, living.path].map { FileManager.default.fileExists(atPath: $0) } == [false, true, true])
  }
}
#endif
