internal import Foundation
internal import Lab

/// A whole run: everything on one file system after the other.
struct PeersRun: Sendable {
  private static var cookies: Int { 100_000 }

  let plan: PeersPlan
  let workplace: Workplace
  let interpreters: Interpreters
  let progress: ProgressLine

  /// - Parameter keep: is given what is known so far, after each file system: minutes are not lost to a later failure.
  func run(
    in scratches: [ScratchDirectory], keep: (PeerReport) throws -> Void
  ) async throws -> PeerReport {
    var report = PeerReport(
      date: Machine.date, kernel: Machine.kernel, processor: Machine.processor, processors: Machine.processors,
      versions: [:], payload: plan.payload, sessions: plan.sessions, rounds: plan.rounds, subjects: [],
      reference: LibraryCatalogue.reference, durableReference: LibraryCatalogue.durableReference,
      memory: LibraryCatalogue.memory, heldDescriptors: LibraryCatalogue.heldDescriptors)
    for scratch in scratches {
      let folder = scratch.nextStore()
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      } catch {
        throw LabFailure.environment("\(folder) cannot be made: \(error.localizedDescription)")
      }
      try await measure(in: folder, of: scratch, into: &report)
      scratch.removeStore(folder)
      progress.clear()
      try keep(report)
    }
    return report
  }

  private func measure(
    in folder: String, of scratch: ScratchDirectory, into report: inout PeerReport
  ) async throws {
    let filesystem = FileSystemName.name(ofDirectory: folder)
    let begin = Moment.now
    let show: (String) -> Void = { [progress] step in
      progress.show("\(filesystem), \((Moment.now - begin) / 1_000_000_000) s: \(step)")
    }
    let setup = try await PlaceSetup(
      plan: plan, workplace: workplace, interpreters: interpreters, folder: folder, show: show
    ).run()
    var place = PeerPlace(filesystem: filesystem)
    try await RoundsPhase(plan: plan, placed: setup.placed, show: show).run(into: &place)
    show("all updates are counted")
    try await AuditPhase(plan: plan, placed: setup.placed).run()
    show("contended lock")
    try await ContentionPhase(plan, setup.workers, lockFile: folder + "/contended").run(into: &place)
    try await ReadersPhase(plan, setup.workers, lockFile: folder + "/shared").run(into: &place)
    if let reference = setup.placed.first(where: { $0.subject.name == LibraryCatalogue.reference }) {
      show("memory, for \(Int(plan.memorySeconds)) s")
      try await MemoryPhase(plan: plan, workplace: workplace, placed: reference).run(into: &place)
    }
    try await CurvePhase(plan, setup.placed, scratch, in: folder, show).run(into: &place)
    try await ScalePhase(plan, setup.workers, in: folder, show).run(into: &place)
    report.cookieMicroseconds = try await cookie(setup.workers[0])
    workplace.end(setup.workers + setup.placed.flatMap(\.team) + setup.servers.map(\.shell))
    place.compare(setup.placed.map(\.subject))
    report.note(place, setup.placed.map(\.subject), setup.notRun, setup.versions)
  }

  private func cookie(_ worker: WorkerProcess) async throws -> Double {
    var request = WorkerRequest(.cookie)
    request.count = Self.cookies
    return Double(try await worker.value(request)) / 1000
  }
}

extension PeerReport {
  fileprivate mutating func note(
    _ place: PeerPlace, _ subjects: [PeerSubject], _ notRun: [NotRun], _ versions: [String: String]
  ) {
    places.append(place)
    for subject in subjects where !self.subjects.contains(subject) { self.subjects.append(subject) }
    for entry in notRun where !self.notRun.contains(entry) { self.notRun.append(entry) }
    self.versions.merge(versions) { $1 }
  }
}
