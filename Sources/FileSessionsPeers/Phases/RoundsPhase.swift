/// Every subject does a batch of an operation in each round, in an order that rotates: what disturbs the machine for
/// longer than a batch disturbs all alike.
struct RoundsPhase {
  let plan: PeersPlan
  let placed: [PlacedSubject]
  let show: (String) -> Void

  func run(into place: inout PeerPlace) async throws {
    for operation in PeerOperation.allCases {
      let subjects = placed.filter { $0.subject.isDurable == operation.isDurable }
      var counts: [Int] = []
      for subject in subjects {
        counts.append(
          try await subject.count(operation, filling: operation.isDurable ? plan.durableBatch : plan.batch))
      }
      for processes in operation.isDurable ? [1] : plan.processes {
        show("\(operation.title), \(processes == 1 ? "1 process" : "\(processes) processes")")
        let rates = try await rounds(operation, subjects, counts, processes)
        place.series += zip(subjects, rates).map { subject, rates in
          PeerSeries(subject: subject.subject.name, operation: operation, processes: processes, rates: rates)
        }
      }
    }
  }

  private func rounds(
    _ operation: PeerOperation, _ subjects: [PlacedSubject], _ counts: [Int], _ processes: Int
  ) async throws -> [[Double]] {
    var rates = [[Double]](repeating: [], count: subjects.count)
    for round in 0..<plan.rounds {
      for position in subjects.indices {
        let index = (position + round) % subjects.count
        try Task.checkCancellation()
        rates[index].append(
          try await subjects[index].rate(
            operation, processes: processes, count: counts[index], seed: UInt64(round) << 32 | UInt64(position)))
      }
    }
    return rates
  }
}
