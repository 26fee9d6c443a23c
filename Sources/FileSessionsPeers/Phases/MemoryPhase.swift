internal import Lab

/// What a process of its own keeps in memory: for sessions that it has loaded, and under load.
struct MemoryPhase {
  private static var batch: Int64 { 200_000_000 }

  let plan: PeersPlan
  let workplace: Workplace
  let placed: PlacedSubject

  func run(into place: inout PeerPlace) async throws {
    let worker = try workplace.start(
      "the worker whose memory is watched", Executable.path, WorkerRequest.workerArguments)
    defer { workplace.end([worker]) }
    _ = try await worker.ask(placed.request(.open, plan))
    var one = placed
    one.team = [worker]
    // Warms up everything that does not depend on how many sessions there are.
    let warm = try await one.rate(.load, processes: 1, count: 1, seed: 3)
    let before = try await worker.value(WorkerRequest(.resident))
    _ = try await worker.ask(placed.request(.sum, plan))
    let after = try await worker.value(WorkerRequest(.resident))
    var memory = PeerMemory(
      subject: placed.subject.name, sessions: plan.sessions,
      bytesPerSession: Double(after - before) / Double(plan.sessions))
    let (load, update) = (
      try await one.count(.load, filling: Self.batch), try await one.count(.update, filling: Self.batch)
    )
    let start = Moment.now
    var seed = UInt64(warm)
    while Moment.now - start < Moment.nanoseconds(plan.memorySeconds) {
      try Task.checkCancellation()
      seed &+= 1
      _ = try await one.rate(.load, processes: 1, count: load, seed: seed)
      _ = try await one.rate(.update, processes: 1, count: update, seed: seed)
      memory.seconds.append(Double(Moment.now - start) / 1e9)
      memory.resident.append(Double(try await worker.value(WorkerRequest(.resident))))
    }
    place.memory = memory
  }
}
