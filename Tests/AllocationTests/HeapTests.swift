import Foundation
import Testing

@Suite("What the synchronous verbs take from the heap")
struct HeapTests {
  @Test("The counter counts: the check can fail", .enabled(Counts.condition, Counts.areKnown))
  func canFail() async { await expect(3, "control") }

  @Test("A save makes no allocation", .enabled(Counts.condition, Counts.areKnown))
  func savesWithout() async { await expect(0, "save") }

  @Test("A load makes one, the payload that it returns", .enabled(Counts.condition, Counts.areKnown))
  func loadsWithOne() async { await expect(1, "load") }

  @Test("A load that lends its payload makes none", .enabled(Counts.condition, Counts.areKnown))
  func lendsWithout() async { await expect(0, "lend") }

  @Test("A load of an id that nobody knows makes none", .enabled(Counts.condition, Counts.areKnown))
  func missesWithout() async { await expect(0, "miss") }

  @Test("A touch makes none", .enabled(Counts.condition, Counts.areKnown))
  func touchesWithout() async { await expect(0, "touch") }

  /// Of every sound preset.
  private func expect(_ count: Double, _ operation: String) async {
    let found = await Counts.all.filter { $0.operation == operation }
    #expect(found.map(\.preset).contains("slots") && found.map(\.preset).contains("lockFileRename"))
    for line in found { #expect(line.count == count, "\(line.preset)") }
  }
}
