import Foundation
import Testing

@Suite("What the synchronous verbs take from the heap")
struct HeapTests {
  private let counts = Counts.all

  @Test("The counter counts: the check can fail", .enabled(if: Counts.areKnown, Counts.condition))
  func canFail() { expect(3, "control") }

  @Test("A save makes no allocation", .enabled(if: Counts.areKnown, Counts.condition))
  func savesWithout() { expect(0, "save") }

  @Test("A load makes one, the payload that it returns", .enabled(if: Counts.areKnown, Counts.condition))
  func loadsWithOne() { expect(1, "load") }

  @Test("A load that lends its payload makes none", .enabled(if: Counts.areKnown, Counts.condition))
  func lendsWithout() { expect(0, "lend") }

  @Test("A load of an id that nobody knows makes none", .enabled(if: Counts.areKnown, Counts.condition))
  func missesWithout() { expect(0, "miss") }

  @Test("A touch makes none", .enabled(if: Counts.areKnown, Counts.condition))
  func touchesWithout() { expect(0, "touch") }

  /// Of every sound preset.
  private func expect(_ count: Double, _ operation: String) {
    let found = counts.filter { $0.operation == operation }
    #expect(found.map(\.preset).contains("slots") && found.map(\.preset).contains("lockFileRename"))
    for line in found { #expect(line.count == count, "\(line.preset)") }
  }
}
