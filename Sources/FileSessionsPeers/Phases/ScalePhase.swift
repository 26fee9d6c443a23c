internal import Lab

/// The same operations in a small store and in a large one, in turns; and a sweep of the large one beside a bare scan.
struct ScalePhase {
  private let plan: PeersPlan
  private let workers: [WorkerProcess]
  private let folder: String
  private let show: (String) -> Void

  init(_ plan: PeersPlan, _ workers: [WorkerProcess], in folder: String, _ show: @escaping (String) -> Void) {
    self.plan = plan
    // As many as fill the large store at once.
    self.workers = Array(workers.prefix(2))
    self.folder = folder
    self.show = show
  }

  func run(into place: inout PeerPlace) async throws {
    let (small, large) = plan.scaleSizes
    var scale = PeerScale(small: small, large: large)
    let (smallStore, largeStore) = (try await filled(small), try await filled(large))
    show("scale: load and save with \(Grouped(small)) and \(Grouped(large)) sessions")
    scale.loads = try await pairs(.load, smallStore, largeStore)
    scale.saves = try await pairs(.save, smallStore, largeStore)
    for sweep in 0..<plan.sweeps {
      show("scale: sweep \(sweep + 1) of \(plan.sweeps)")
      try Task.checkCancellation()
      scale.sweeps.append(try await milliseconds(largeStore.store.request(.sweep, plan)))
      scale.scans.append(try await milliseconds(largeStore.store.request(.scan, plan)))
    }
    for store in [smallStore, largeStore] {
      _ = try await workers.ask { _ in store.store.request(.close, plan) }
    }
    show("scale: \(Grouped(large)) sessions are removed")
    place.scale = scale
  }

  private func filled(_ count: Int) async throws -> (store: PlacedSubject, plan: PeersPlan) {
    show("scale: \(Grouped(count)) sessions are made")
    var plan = plan
    plan.sessions = count
    let name = LibraryCatalogue.reference
    var subject = PlacedSubject(
      subject: PeerSubject(name, name, .library), team: workers, directory: "\(folder)/scale-\(count)")
    // Known by its directory: another store of the same subject is open already.
    var request = subject.request(.open, plan)
    subject.subject.name = subject.directory
    request.key = subject.directory
    for worker in workers { _ = try await worker.ask(request) }
    request.verb = .populate
    _ = try await workers.ask { number in
      var share = request
      share.first = count * number / workers.count
      share.last = count * (number + 1) / workers.count
      return share
    }
    return (subject, plan)
  }

  private func pairs(
    _ operation: PeerOperation, _ small: (store: PlacedSubject, plan: PeersPlan),
    _ large: (store: PlacedSubject, plan: PeersPlan)
  ) async throws -> [PeerScale.Pair] {
    let count = try await small.store.count(operation, filling: plan.batch)
    var pairs: [PeerScale.Pair] = []
    for round in 0..<plan.scaleRounds {
      try Task.checkCancellation()
      let first = try await small.store.rate(operation, processes: 1, count: count, seed: UInt64(round))
      let second = try await large.store.rate(operation, processes: 1, count: count, seed: UInt64(round))
      pairs.append(PeerScale.Pair(small: 1e6 / first, large: 1e6 / second))
    }
    return pairs
  }

  private func milliseconds(_ request: WorkerRequest) async throws -> Double {
    Double(try await workers[0].value(request)) / 1e6
  }
}
