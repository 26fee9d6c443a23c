internal import FileSessions
internal import Lab

/// The store that is held against floors, through the synchronous verbs that applications have.
struct FloorSubject {
  private let store: FileSessionStore
  private let place: FloorPlace

  /// Opens the store and makes the session.
  init(_ place: FloorPlace) throws(SessionError) {
    self.place = place
    store = try FileSessionStore(directory: place.directory, configuration: place.configuration)
    _ = try store.blocking.create(place.payload.span, as: place.id)
  }

  /// Performs an operation `count` times.
  func perform(_ verb: FloorVerb, _ count: Int) throws {
    let blocking = store.blocking
    let (id, payload) = (place.id, place.payload)
    let (even, odd) = (place.payload(0), place.payload(1))
    switch verb {
    case .load:
      for _ in 0..<count {
        let length = try blocking.load(id) { payload, _ in payload.count }
        guard length == payload.count else { throw LabFailure.environment("the session has gone meanwhile") }
      }
    case .save:
      for number in 0..<count { try blocking.save(number % 2 == 0 ? even.span : odd.span, for: id) }
    case .update: for _ in 0..<count { try blocking.update(id) { $0.payload[0] &+= 1 } }
    }
  }
}

/// Where a store and its floor work: on the same session in the same directory, so that both meet the same files.
struct FloorPlace {
  var directory: String
  var configuration: FileSessionStore.Configuration
  var payload: [UInt8]
  let id = SessionID(key: "the session beside its floor")

  init(_ directory: String, _ configuration: FileSessionStore.Configuration, payload: Int) {
    self.directory = directory
    self.configuration = configuration
    self.payload = [UInt8](repeating: 0x61, count: payload)
  }

  /// What the save of that number writes: each another payload than the one before it, since what is there already is
  /// not written again.
  func payload(_ number: Int) -> [UInt8] {
    [UInt8](repeating: 0x62 + UInt8(number % 2), count: payload.count)
  }
}

/// What is held against its floor.
enum FloorVerb: String, CaseIterable, Sendable {
  case load, save, update
}
