import FileSessions
import Foundation
import Lab
import TestSupport
import Testing

@testable import FileSessionsComparison

@Suite struct EnvironmentTests {
  @Test(arguments: [
    (0xef53, "ext4"), (0x0102_1994, "tmpfs"), (0x9123_683e, "btrfs"), (0x5846_5342, "xfs"), (0x6969, "nfs"),
    (0x1234_5678, "0x12345678"), (0, "unknown"), (-2, "unknown"),
  ])
  func fileSystemsHaveNames(type: Int64, name: String) {
    #expect(FileSystemName.name(ofType: type) == name)
  }

  @Test func fileSystemOfADirectory() {
    #expect(FileSystemName.name(ofDirectory: NSTemporaryDirectory()) != "unknown")
    #expect(FileSystemName.name(ofDirectory: "/nowhere") == "unknown")
  }

  @Test func directoryWithContentIsRefusedAndLeftAlone() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/mine"
      try Data("keep".utf8).write(to: URL(fileURLWithPath: file))
      #expect {
        try ScratchDirectory(folder)
      } throws: { error in
        guard case .wrongUse(let text) = error as? LabFailure else { return false }
        return text.contains("not empty")
      }
      #expect(FileManager.default.fileExists(atPath: file))
    }
  }

  @Test func fileInPlaceOfADirectoryIsRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/mine"
      try Data().write(to: URL(fileURLWithPath: file))
      #expect {
        try ScratchDirectory(file)
      } throws: { error in
        if case .wrongUse = error as? LabFailure { true } else { false }
      }
    }
  }

  @Test func emptyDirectoryStaysAndMadeOnesGo() throws {
    try withTemporaryFolder { folder in
      try ScratchDirectory(folder).remove()
      #expect(FileManager.default.fileExists(atPath: folder))
      let scratch = try ScratchDirectory(folder + "/a")
      #expect(FileManager.default.fileExists(atPath: folder + "/a"))
      scratch.remove()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test func onlyTheLastComponentIsMade() throws {
    try withTemporaryFolder { folder in
      #expect {
        try ScratchDirectory(folder + "/a/b")
      } throws: { error in
        guard case .wrongUse(let text) = error as? LabFailure else { return false }
        return text.hasSuffix("/a does not exist; make it first, or name a directory in one that does")
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }

  @Test func plansThatMakeNoSenseAreRefused() {
    #expect(ComparisonPlan().objection == nil)
    func objection(_ change: (inout ComparisonPlan) -> Void) -> String? {
      var plan = ComparisonPlan()
      change(&plan)
      return plan.objection
    }
    #expect(objection { $0.strategies = [] } != nil)
    #expect(objection { $0.strategies = [.slots, .naive, .slots(.flock)] } == "slots is named twice")
    #expect(objection { $0.processes = 0 } != nil)
    #expect(objection { $0.payload = 16 } != nil)
    #expect(objection { $0.sessions = 1 } != nil)
    #expect(objection { $0.catchSeconds = 0 } != nil)
    for share in [-0.1, 1.01, 60, .nan, .infinity] {
      #expect(objection { $0.mix.reads = share }?.contains("--reads is a share") == true)
      #expect(objection { $0.mix.hot = share }?.contains("--hot is a share") == true)
    }
    for share in [0, 0.25, 1] { #expect(objection { $0.mix = OperationMix(reads: share, hot: share) } == nil) }
  }

  private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = try TemporaryDirectory()
    try body(folder.path)
    withExtendedLifetime(folder) {}
  }
}
