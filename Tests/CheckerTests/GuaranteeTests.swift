import FileSessions
import FileSessionsChecker
import Testing

@Suite("What is declared is what is computed")
struct GuaranteeTests {
  /// Presets, with processes alone: seconds without optimisation. `make check` does the same for every combination, with
  /// threads as well.
  @Test("Of every preset", arguments: FileSessionStore.Strategy.presets.map(\.strategy))
  func presets(_ strategy: FileSessionStore.Strategy) async {
    let table = await Table.compute([strategy], isQuick: true, workers: 1)
    #expect(table.rows.count == 1)
    for row in table.rows {
      #expect(row.isComplete)
      #expect(row.differences.filter { !$0.hasSuffix("threads") } == [])
    }
  }

  @Test("A scenario that is not explored to its end promises nothing, and says so")
  func bounded() async {
    let table = await Table.compute([.slots], isQuick: true, bound: 100)
    for row in table.rows {
      #expect(!row.isComplete)
      #expect(row.guarantees == [])
    }
  }
}
