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

  @Test("What a killed run has left is found by its owner, who is no more")
  func leftovers() throws {
    let living = try ScratchDirectory(fresh: Leftovers.scratchName, in: Leftovers.parent)
    defer { living.remove() }
    let dead = living.path.replacing("\(getpid())-", with: "999999999-")
    try FileManager.default.createDirectory(atPath: dead, withIntermediateDirectories: false)
    #expect(Leftovers.remove().contains(dead))
    #expect([dead, living.path].map { FileManager.default.fileExists(atPath: $0) } == [false, true])
  }
}
#endif
