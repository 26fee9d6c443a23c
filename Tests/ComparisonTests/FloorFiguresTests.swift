import FileSessions
import Foundation
import Lab
import Testing

@testable import FileSessionsComparison

@Suite struct FloorFiguresTests {
  /// From the tables of the binomial distribution with one half.
  @Test(arguments: [(1, 0), (5, 0), (6, 0), (9, 1), (20, 5), (21, 5), (31, 9), (41, 13), (101, 40)])
  func leavesOutAsManyAsTheTablesSay(_ count: Int, _ rank: Int) {
    #expect(MedianInterval.rank(count: count) == rank)
  }

  @Test(arguments: 6...120)
  func coversTheMedianInNinetyFiveOfAHundredCases(_ count: Int) {
    let rank = MedianInterval.rank(count: count)
    #expect(2 * Self.chance(ofAtMost: rank, of: count) <= 0.05)
    #expect(2 * Self.chance(ofAtMost: rank + 1, of: count) > 0.05)
  }

  /// That at the most `limit` of so many tosses of a coin show heads.
  private static func chance(ofAtMost limit: Int, of count: Int) -> Double {
    let all = lgamma(Double(count + 1)) - Double(count) * log(2)
    return (0...limit).reduce(0) { sum, heads in
      let ways = lgamma(Double(heads + 1)) + lgamma(Double(count - heads + 1))
      return sum + exp(all - ways)
    }
  }

  @Test func medianAndInterval() {
    let odd = MedianInterval(of: (1...21).map(Double.init).shuffled())
    #expect((odd.low, odd.median, odd.high) == (6, 11, 16))
    let even = MedianInterval(of: [4, 1, 3, 2])
    #expect((even.low, even.median, even.high) == (1, 2.5, 4))
    let single = MedianInterval(of: [7])
    #expect((single.low, single.median, single.high) == (7, 7, 7))
  }

  @Test func aRatioIsTheMedianOfRatiosAndNotThatOfMedians() {
    let figures = FloorFigures([(store: 2, floor: 1), (store: 30, floor: 10), (store: 4, floor: 4)])
    #expect(figures.store == 4)
    #expect(figures.floor == 4)
    #expect(figures.ratio == 2)
    #expect((figures.ratioLow, figures.ratioHigh) == (1, 3))
    #expect(figures.pairs == 3)
  }

  private static func report() -> ComparisonReport {
    var report = ComparisonReport(ComparisonPlan(), filesystem: "tmpfs", kernel: "6.1.0")
    var row = ComparisonRow(.slots, processes: 2)
    let figures = FloorFigures([(store: 2.2, floor: 2)])
    row.floors = FloorResults(load: figures, save: figures, update: FloorFigures([(store: 3, floor: 2)]))
    report.rows = [ComparisonRow(.naive, processes: 2), row]
    report.bare = BareFigures(openReadClose: 2.5, openWriteClose: 3.25)
    return report
  }

  @Test func jsonHasTheDocumentedShape() throws {
    let data = try JSONEncoder().encode(Self.report())
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(report["bare"] as? [String: Double] == ["open_read_close_us": 2.5, "open_write_close_us": 3.25])
    let rows = try #require(report["rows"] as? [[String: Any]])
    #expect(rows[0]["floors"] == nil)
    let floors = try #require(rows[1]["floors"] as? [String: [String: Double]])
    #expect(Set(floors.keys) == ["load", "save", "update"])
    #expect(
      Set(try #require(floors["load"]).keys) == ["floor_us", "store_us", "ratio", "ratio_low", "ratio_high", "pairs"])
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: data) == Self.report())
  }

  @Test func tableShowsTheRatios() {
    let text = ReportTable(Self.report(), isColoured: false).text
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[1].contains("× system calls"))
    #expect(lines[2].contains("load/save/update"))
    #expect(lines.contains { $0.hasPrefix("naive") && $0.contains("               –  ✗") })
    #expect(lines.contains { $0.hasPrefix("slots") && $0.contains("  1.10/1.10/1.50  ") })
    #expect(text.contains("open, read, close take 2.5 µs; open, write, close 3.3 µs."))
  }

  @Test func bareCallsAreMeasured() throws {
    let fixture = try FloorFixture(.slots)
    let effort = FloorEffort(pairs: 3, nanoseconds: 200_000)
    let figures = try BareFigures(in: fixture.place.directory, size: 656, effort)
    #expect(figures.openReadClose > 0)
    #expect(figures.openWriteClose > 0)
  }
}
