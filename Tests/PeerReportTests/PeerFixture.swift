@testable import FileSessionsPeers

/// A report with two of the library's subjects, two peers and a floor.
enum PeerFixture {
  static let subjects = [
    PeerSubject("slots", "slots", .library), PeerSubject("slots-full", "slots, full", .library, isDurable: true),
    PeerSubject("sqlite-off", "SQLite <off>", .peer), PeerSubject("lmdb-nosync", "LMDB", .peer),
    PeerSubject("floor-held", "C", .floor),
  ]

  /// - Parameter rates: of loads by one process, round by round.
  static func report(_ rates: [String: [Double]]) -> PeerReport {
    var report = PeerReport(
      date: "2025-06-01T12:00:00Z", kernel: "6.1", processor: "a processor", processors: 2,
      versions: ["SQLite": "3.40.1"], payload: 512, sessions: 2000, rounds: 7, subjects: subjects, reference: "slots",
      durableReference: "slots-full", memory: nil, heldDescriptors: nil)
    report.notRun = [PeerReport.NotRun(subject: "Redis", reason: "redis-server is not installed")]
    var place = PeerPlace(filesystem: "ext4")
    place.series = rates.sorted { $0.key < $1.key }.map { name, rates in
      PeerSeries(subject: name, operation: .load, processes: 1, rates: rates)
    }
    place.compare(subjects)
    report.places = [place]
    return report
  }

  static var usual: PeerReport {
    report([
      "slots": [100, 110, 90, 100, 105, 95, 100], "sqlite-off": [50, 55, 45, 50, 52, 48, 50],
      "lmdb-nosync": [200, 220, 180, 200, 210, 190, 200], "floor-held": [120, 120, 120, 120, 120, 120, 120],
    ])
  }
}
