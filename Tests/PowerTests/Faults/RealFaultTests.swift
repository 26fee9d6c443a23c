import FileSessions
import Foundation
import Lab
import Testing

@testable import FileSessionsPower

/// Real kernels and real errors: a typed error or success, the value before, no file and no descriptor left, and
/// afterwards everything works.
@Suite("Real faults", .serialized)
struct RealFaultTests {
  private static let available = Situation.allCases.filter { notRun[$0] == nil }

  /// Why a situation is not run.
  private static let notRun: [Situation: String] = {
    var reasons: [Situation: String] = [:]
    for situation in Situation.allCases { reasons[situation] = reason(against: situation) }
    return reasons
  }()

  private static func reason(against situation: Situation) -> String? {
    guard geteuid() == 0 else { return "mounting needs root" }
    do {
      try inScratch { scratch in
        try OwnMounts.run {
          let ground = try FaultGround(situation, in: scratch, stores: [])
          try ground.enter()
          try ground.end()
        }
      }
      return nil
    } catch let unavailable as PowerFileSystem.Unavailable {
      return unavailable.reason
    } catch {
      // The test says so.
      return nil
    }
  }

  private static func inScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
    let scratch = try ScratchDirectory(fresh: Leftovers.scratchName, in: Leftovers.parent)
    defer { scratch.remove() }
    return try body(scratch.path)
  }

  @Test(
    "Every verb under every sound preset", arguments: available, [FileSessionStore.Durability.none, .full])
  func verbs(_ situation: Situation, _ durability: FileSessionStore.Durability) throws {
    try Self.inScratch { scratch in
      let findings = try FaultRun(situation: situation, durability: durability, scratch: scratch).run()
      for finding in findings { Issue.record("\(finding)") }
      // Other tests of this process have mounts too.
      #expect(Leftovers.attached(to: getpid()).filter { $0.hasPrefix(scratch) } == [])
    }
  }

  @Test(
    "All situations take part",
    .enabled(if: notRun.isEmpty, Comment(rawValue: notRun.map { "\($0): not run, \($1)" }.joined(separator: "; "))))
  func allTakePart() { #expect(Self.available == Situation.allCases) }
}
