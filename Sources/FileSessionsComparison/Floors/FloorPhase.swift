internal import FileSessions
internal import Lab

/// Holds a strategy's operations against their floors, in this process and with nobody else at work.
struct FloorPhase {
  let plan: ComparisonPlan
  let scratch: ScratchDirectory
  let effort: FloorEffort

  func run(_ strategy: FileSessionStore.Strategy) throws -> FloorResults {
    let path = scratch.nextStore()
    defer { scratch.removeStore(path) }
    let assignment = WorkerAssignment(.timed, strategy, plan, directory: path, worker: 0, seed: 0)
    let place = FloorPlace(path, try assignment.configuration(), payload: plan.payload)
    do {
      let subject = try FloorSubject(place)
      return FloorResults(
        load: try figures(.load, subject, place), save: try figures(.save, subject, place),
        update: try figures(.update, subject, place))
    } catch let error as SessionError {
      throw LabFailure.environment("\(strategy.label) cannot be held against its floor: \(error)")
    }
  }

  private func figures(_ verb: FloorVerb, _ subject: FloorSubject, _ place: FloorPlace) throws -> FloorFigures {
    let script = try FloorScript(try FloorRecording(of: verb, place).events)
    return try Descriptor.withDirectory(place.directory) { directory in
      FloorFigures(
        try FloorPairs(effort: effort).measure(
          step: FloorRecording.operations,
          store: {
            try Task.checkCancellation()
            try subject.perform(verb, $0)
          },
          floor: { try script.run(in: directory, $0 / FloorRecording.operations) }))
    }
  }
}
