import Foundation
import Testing

@testable import FileSessionsPeers

@Suite struct PeerReportTests {
  @Test func lossesArePeersOnlyAndAreTold() {
    let losses = PeerLosses(PeerFixture.usual, library: "slots")
    #expect(losses.lost.map(\.other) == ["lmdb-nosync"])
    #expect(losses.won.map(\.other) == ["sqlite-off"])
    #expect(losses.level.isEmpty)
    let text = PeerTable(report: PeerFixture.usual, isColoured: false).text
    #expect(text.contains("✗ ext4, load, LMDB: 0.50 times as fast with 1 process"))
    #expect(text.contains("not run: Redis: redis-server is not installed"))
    #expect(!text.contains("\u{1B}"))
  }

  /// One number of processes with which it is slower is enough.
  @Test func aRowWithOneLossIsLost() {
    var report = PeerFixture.usual
    report.places[0].series += [
      PeerSeries(subject: "slots", operation: .load, processes: 2, rates: Array(repeating: 1, count: 7)),
      PeerSeries(subject: "sqlite-off", operation: .load, processes: 2, rates: Array(repeating: 2, count: 7)),
    ]
    report.places[0].compare(report.subjects)
    let row = PeerLosses(report, library: "slots").lost.first { $0.other == "sqlite-off" }
    #expect(row?.ratios.map(\.verdict) == [.wins, .loses])
  }

  @Test func theJSONIsReadBackAndHasTheNamesThatScriptsUse() throws {
    let report = PeerFixture.usual
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(PeerReport.self, from: data) == report)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for key in ["date", "versions", "subjects", "reference", "durable_reference", "not_run", "places"] {
      #expect(json[key] != nil, "\(key) is missing")
    }
    let place = try #require((json["places"] as? [[String: Any]])?.first)
    let ratio = try #require((place["ratios"] as? [[String: Any]])?.first)
    #expect(Set(ratio.keys) == ["operation", "processes", "library", "other", "ratio", "low", "high", "verdict"])
  }

  @Test func smallRatiosKeepTheirDigits() {
    #expect(
      [0.0041, 0.05, 0.5, 1.234, 12.34, 123.4].map(PeerText.number) == [
        "0.004", "0.050", "0.50", "1.23", "12.3", "123",
      ])
  }

  @Test func thePageTellsLossesAndEscapesNames() {
    let html = PeerPage(report: PeerFixture.usual).html
    #expect(html.contains("SQLite &lt;off&gt;"))
    #expect(!html.contains("<off>"))
    #expect(html.contains("1 lost, 0 level, 1 won."))
    #expect(html.contains("redis-server is not installed"))
  }
}
