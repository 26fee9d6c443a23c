internal import FileSessions

/// What the engine asks of the system in an operation: recorded on the seam, from the code that applications run.
struct FloorRecording {
  /// How many operations a recording holds.
  ///
  /// Two in a row, since two saves need not be alike: of a slot pair each goes to the other half. A list that is run
  /// again and again does then what so many saves would have done.
  static let operations = 2

  let events: [SystemEvent]

  /// Records an operation on the session of a place, which has to be there.
  init(of verb: FloorVerb, _ place: FloorPlace) throws {
    let recorder = Recorder()
    let localLocks = LocalLockTable()
    let memory = ProcessState(place.configuration)
    let core = try StoreCore(
      directory: place.directory, configuration: place.configuration,
      system: InterceptedSystem(Kernel(localLocks: localLocks, memory: memory), recorder), localLocks: localLocks,
      memory: memory)
    // What a store holds open it holds by then.
    try core.updateBlocking(place.id) { $0.payload[0] &+= 1 }
    let opening = recorder.events.count
    for number in 0..<Self.operations {
      let payload = place.payload(number)
      switch verb {
      case .load: _ = try core.loadBlocking(place.id) { payload, _ in payload.count }
      case .save: _ = try core.saveBlocking(payload.span, for: place.id, ifVersion: nil, lifetime: nil)
      case .update: try core.updateBlocking(place.id) { $0.payload[0] &+= 1 }
      }
    }
    events = Array(recorder.events.dropFirst(opening))
  }
}
