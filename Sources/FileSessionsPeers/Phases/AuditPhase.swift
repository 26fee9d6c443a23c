internal import Lab

/// Whether updates by all processes at once are all there afterwards, of everybody who says so.
struct AuditPhase {
  /// By each process; fewer where each waits for the disk.
  private static func updates(_ subject: PeerSubject) -> Int { subject.isDurable ? 20 : 100 }

  let plan: PeersPlan
  let placed: [PlacedSubject]

  func run() async throws {
    for subject in placed where subject.subject.updatesAreAtomic {
      try Task.checkCancellation()
      let processes = plan.processes.max() ?? 1
      let updates = Self.updates(subject.subject)
      let before = try await subject.team[0].value(subject.request(.sum, plan))
      _ = try await subject.rate(.update, processes: processes, count: updates, seed: 7)
      let counted = try await subject.team[0].value(subject.request(.sum, plan)) - before
      guard counted == processes * updates else {
        throw LabFailure.environment(
          "\(subject.subject.title) acknowledged \(processes * updates) updates and holds \(counted)")
      }
    }
  }
}
