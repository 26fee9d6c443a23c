package import FileSessions
internal import Lab

/// The store that is held against floors, through the synchronous verbs that applications have.
package struct FloorSubject {
  private let store: FileSessionStore
  private let place: FloorPlace

  /// Opens the store and makes the session.
  package init(_ place: FloorPlace) throws(SessionError) {
    self.place = place
    store = try FileSessionStore(directory: place.directory, configuration: place.configuration)
    _ = try store.blocking.create(place.payload.span, as: place.id)
  }

  /// Performs an operation `count` times.
  package func perform(_ verb: FloorVerb, _ count: Int) throws {
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
