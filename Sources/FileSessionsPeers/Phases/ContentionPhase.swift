internal import Lab

/// Four processes that want one lock, beside blocking flock(2) in C.
struct ContentionPhase {
  /// Blocking flock(2) in C, by this name.
  static let floor = "flock"

  private static var processes: Int { 4 }
  private static var hold: Int64 { 300_000 }
  /// Between two holds, as between two requests. Without one blocking flock(2) lets the process that has just given the
  /// lock back take it again and again: nearly all waits are nothing, and the others starve.
  private static var pause: Int64 { 50_000 }

  private let plan: PeersPlan
  private let workers: [WorkerProcess]
  private let lockFile: String

  init(_ plan: PeersPlan, _ workers: [WorkerProcess], lockFile: String) {
    self.plan = plan
    self.workers = Array(workers.prefix(Self.processes))
    self.lockFile = lockFile
  }

  func run(into place: inout PeerPlace) async throws {
    let names = LibraryCatalogue.entries.filter { !$0.subject.isDurable }.map(\.subject.name) + [Self.floor]
    place.contention = names.map {
      PeerContention(subject: $0, processes: Self.processes, holdMicroseconds: Double(Self.hold) / 1000)
    }
    for round in 0..<plan.contentionRounds {
      for position in names.indices {
        let index = (position + round) % names.count
        try Task.checkCancellation()
        let waits = try await waits(names[index]).sorted()
        guard !waits.isEmpty else { throw LabFailure.environment("\(names[index]) granted no lock at all") }
        place.contention[index].grantsPerSecond.append(Double(waits.count) / plan.contentionSeconds)
        place.contention[index].p50.append(Double(waits[waits.count / 2]) / 1000)
        place.contention[index].p99.append(Double(waits[waits.count * 99 / 100]) / 1000)
      }
    }
  }

  private func waits(_ name: String) async throws -> [Int64] {
    var request = WorkerRequest(.contend, key: name)
    request.subject = name
    request.directory = lockFile
    (request.hold, request.pause) = (Self.hold, Self.pause)
    request.start = Moment.now + Moment.nanoseconds(0.02)
    request.end = request.start + Moment.nanoseconds(plan.contentionSeconds)
    return try await workers.ask { _ in request }.flatMap { $0.values ?? [] }
  }
}
