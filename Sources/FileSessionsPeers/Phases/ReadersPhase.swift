internal import Lab

/// Eight readers hold the shared lock of a session in turn, and a writer wants it.
struct ReadersPhase {
  private static var readersPerProcess: Int { 2 }
  private static var hold: Int64 { 3_000_000 }
  private static var writerHold: Int64 { 100_000 }
  private static var writerPause: Int64 { 10_000_000 }

  private let plan: PeersPlan
  private let readers: [WorkerProcess]
  private let writer: WorkerProcess
  private let lockFile: String

  init(_ plan: PeersPlan, _ workers: [WorkerProcess], lockFile: String) {
    self.plan = plan
    readers = Array(workers.dropLast())
    writer = workers[workers.count - 1]
    self.lockFile = lockFile
  }

  func run(into place: inout PeerPlace) async throws {
    let names = LibraryCatalogue.entries.filter { !$0.subject.isDurable }.map(\.subject.name) + [ContentionPhase.floor]
    for name in names { place.writerAmongReaders.append(try await measure(name)) }
  }

  private func measure(_ name: String) async throws -> PeerWriterWait {
    try Task.checkCancellation()
    var request = WorkerRequest(.holdShared, key: name)
    request.subject = name
    request.directory = lockFile
    request.threads = Self.readersPerProcess
    request.hold = Self.hold
    let begin = Moment.now + Moment.nanoseconds(0.02)
    request.end = begin + Moment.nanoseconds(plan.readerSeconds)
    for (number, worker) in readers.enumerated() {
      var request = request
      request.start = begin + Int64(number) * Self.hold / Int64(readers.count)
      try await worker.tell(request)
    }
    request.verb = .contend
    request.start = begin + 4 * Self.hold
    request.end -= Self.writerPause
    request.hold = Self.writerHold
    request.pause = Self.writerPause
    let waits = try await writer.ask(request).values?.sorted() ?? []
    var holds: [Int64] = []
    for worker in readers { holds += try await worker.hear().values ?? [] }
    guard !waits.isEmpty, !holds.isEmpty else {
      throw LabFailure.environment("\(name): nobody got the lock")
    }
    return PeerWriterWait(
      subject: name, readers: readers.count * Self.readersPerProcess,
      holdMicroseconds: Double(holds.sorted()[holds.count / 2]) / 1000, grants: waits.count,
      p50: Double(waits[waits.count / 2]) / 1000, max: Double(waits[waits.count - 1]) / 1000)
  }
}
