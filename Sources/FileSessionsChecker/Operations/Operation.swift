internal import FileSessions

/// One verb of one client, with everything that what it does depends on.
struct Operation: Hashable, Sendable {
  enum Verb: String, Hashable, Sendable, CaseIterable {
    case create, put, save, saveLarge, update, delete, load, touch, rotate, sweep
    /// A load, then a save that is refused if somebody saved in between.
    case saveIfUnchanged
    /// Two saves under one lock.
    case saveTwice
    /// Of the session that a rotation made, by who was told its id.
    case loadNew, updateNew
    case loadOther, updateOther, createOther

    var subject: Subject {
      switch self {
      case .loadNew, .updateNew: .successor
      case .loadOther, .updateOther, .createOther: .other
      default: .session
      }
    }
  }

  /// Which session an operation is about.
  enum Subject: UInt8, Hashable, Sendable {
    case session, successor
    /// Its lock lies on the same file where several sessions share one: in the same stripe, on another byte.
    case other
  }

  var verb: Verb
  /// From 0: A, B, C.
  var client: Int
  /// Which of its client's operations it is.
  var place: Int
  /// Whether its client shares a process with others, and so has to take turns.
  var takesLocalLocks = false
  /// Before `SimulatedKernel.start`: makes sessions that have expired.
  var secondsEarlier = 0

  static let session = SessionID(key: "the session").digest
  static let successor = SessionID(key: "its successor").digest
  static let other: SessionDigest = {
    let stripes: UInt64 = 64
    return (0...).lazy.map { SessionID(key: "another session, \($0)").digest }
      .first { $0.first % stripes == session.first % stripes } ?? session
  }()
  static let lifetime = SessionLifetime(idle: .seconds(idleSeconds), absolute: .seconds(600))
  static let idleSeconds = 60
  /// For how long the old id of a rotated session can be loaded.
  static let graceSeconds = 10

  /// What a session holds before anybody does anything.
  static let initialPayload = [UInt8](repeating: UInt8(ascii: "-"), count: 40)

  var digest: SessionDigest {
    switch verb.subject {
    case .session: Self.session
    case .successor: Self.successor
    case .other: Self.other
    }
  }

  /// Each different from every other, and shorter than what it takes the place of: what is left of a longer one shows.
  var payload: [UInt8] {
    if client == Scenario.observer { return Self.initialPayload }
    let letter = UInt8(ascii: "a") + UInt8(index)
    let isLarge = verb == .saveLarge || verb == .saveTwice
    return [UInt8](repeating: letter, count: isLarge ? 3000 : 30 - 3 * index)
  }

  /// What the second of two saves under one lock writes. The first one's does not fit the file that was there.
  var secondPayload: [UInt8] { [UInt8](repeating: payload[0], count: 30 - 3 * index) + [mark] }

  /// What an update appends.
  var mark: UInt8 { UInt8(ascii: "A") + UInt8(index) }

  /// Of its place among all operations of a scenario.
  var index: Int { client * KernelState.operationLimit + place }

  /// Random numbers that no other operation draws.
  func random(_ count: Int) -> UInt64 { UInt64(index + 1) << 8 | UInt64(count) }

  /// A number of its own for each local lock that it asks for; the upper byte names the client. Who is alone in its
  /// process has nobody to take turns with.
  func ticket(_ count: Int, for domain: LockDomain, _ mode: LockMode) -> LocalLockRequest {
    LocalLockRequest(
      domain: takesLocalLocks ? domain : .nothing, mode: mode,
      number: UInt64(client) << 8 | UInt64(place) << 4 | UInt64(count))
  }
}
