internal import FileSessions

/// One verb of one client, with everything that what it does depends on.
struct Operation: Hashable, Sendable {
  enum Verb: String, Hashable, Sendable, CaseIterable {
    case create, put, save, saveLarge, update, delete, load, touch, rotate, sweep
  }

  var verb: Verb
  /// From 0: A, B, C.
  var client: Int
  /// Which of its client's operations it is.
  var place: Int
  /// Whether its client shares a process with others, and so has to take turns.
  var takesTurns = false
  /// Before `SimulatedKernel.start`: makes sessions that have expired.
  var secondsEarlier = 0

  static let session = SessionID(key: "the session").digest
  static let successor = SessionID(key: "its successor").digest
  static let lifetime = SessionLifetime(idle: .seconds(60), absolute: .seconds(600))

  /// What a session holds before anybody does anything.
  static let initialPayload = [UInt8](repeating: UInt8(ascii: "-"), count: 40)

  /// Each different from every other, and shorter than what it takes the place of: what is left of a longer one shows.
  var payload: [UInt8] {
    if client == Scenario.observer { return Self.initialPayload }
    let letter = UInt8(ascii: "a") + UInt8(index)
    return [UInt8](repeating: letter, count: verb == .saveLarge ? 3000 : 30 - 3 * index)
  }

  /// What an update appends.
  var mark: UInt8 { UInt8(ascii: "A") + UInt8(index) }

  /// Of its place among all operations of a scenario.
  var index: Int { client * World.operationLimit + place }

  /// Random numbers that no other operation draws.
  func random(_ count: Int) -> UInt64 { UInt64(index + 1) << 8 | UInt64(count) }

  /// A number of its own for each turn that it asks for; the upper byte names the client.
  func ticketNumber(_ count: Int) -> UInt64 { UInt64(client) << 8 | UInt64(place) << 4 | UInt64(count) }
}
