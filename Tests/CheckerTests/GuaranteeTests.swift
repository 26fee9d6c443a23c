import FileSessions
import FileSessionsChecker
import Testing

@Suite("What is declared is what is computed")
struct GuaranteeTests {
  /// Two that come to few states, since this is not optimised. `make test` goes on with `make check QUICK=1`, which
  /// does it for every preset, and `make check` does it for every combination.
  @Test("Of presets", arguments: [FileSessionStore.Strategy.rename, .unlinkThenRename])
  func presets(_ strategy: FileSessionStore.Strategy) async {
    let table = await GuaranteeTable.compute([strategy], isQuick: true, workers: 1)
    #expect(table.rows.count == 1)
    for row in table.rows {
      #expect(row.isComplete)
      #expect(row.differences == [])
    }
  }

  @Test("A scenario that is not explored to its end promises nothing, and says so")
  func bounded() async {
    let table = await GuaranteeTable.compute([.slots], isQuick: true, bound: 100)
    for row in table.rows {
      #expect(!row.isComplete)
      #expect(row.guarantees == [])
    }
  }
}
