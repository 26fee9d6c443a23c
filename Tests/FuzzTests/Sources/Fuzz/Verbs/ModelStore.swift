@testable import FileSessions

/// A dictionary that answers as a store has to. Written from the documentation of the verbs, without their code.
struct ModelStore {
  private struct Entry {
    var payload: FuzzPayload
    var version: UInt64 = 1
    var idle: Int64?
    var absoluteDeadline: Int64?
    /// Seconds; `nil` for never.
    var expires: Int64?
    /// The place of the new id of one that was rotated.
    var successor: Int?

    func isOver(at now: Int64) -> Bool { expires.map { $0 <= now } ?? false }

    mutating func begin(_ lifetime: SessionLifetime, at now: Int64) {
      idle = lifetime.idle?.components.seconds
      absoluteDeadline = (lifetime.absolute?.components.seconds).map { now + $0 }
      refresh(at: now)
    }

    mutating func refresh(at now: Int64) {
      expires = [idle.map { now + $0 }, absoluteDeadline].compactMap(\.self).min()
    }
  }

  static let lifetime = SessionLifetime(idle: .seconds(1000), absolute: .seconds(5000))

  /// Whether a delete forgets where the session went: wrong, to see that it is noticed.
  var forgetsSuccessors = false
  private var entries: [Int: Entry] = [:]

  private func live(_ place: Int, _ now: Int64) throws(SessionError) -> Entry {
    guard let entry = entries[place], !entry.isOver(at: now) else { throw SessionError(.notFound, "") }
    if entry.successor != nil { throw SessionError(.rotated, "") }
    return entry
  }

  private func isThere(_ place: Int, _ now: Int64) -> Bool { entries[place].map { !$0.isOver(at: now) } ?? false }

  /// - Parameters:
  ///   - now: seconds.
  ///   - fresh: the place of the id that a rotation makes.
  mutating func answer(_ verb: FuzzVerb, at now: Int64, fresh: Int) -> FuzzAnswer {
    do throws(SessionError) {
      switch verb {
      case .create(let place, let payload, let lifetime): return try create(place, payload, lifetime, now)
      case .load(let place): return load(place, now)
      case .save(let place, let payload, let lifetime, let expected):
        let entry = try live(place, now)
        if expected == .none { return .failed(.conflict) }
        return .version(save(entry, place, payload, lifetime, now))
      case .put(let place, let payload, let lifetime): return try put(place, payload, lifetime, now)
      case .update(let place, let byte, let lifetime):
        let entry = try live(place, now)
        guard entry.payload.bytes.count < FuzzVerb.limit else { return .failed(.tooLarge) }
        _ = save(entry, place, FuzzPayload(entry.payload.bytes + [byte]), lifetime, now)
      case .updateThatFails(let place):
        _ = try live(place, now)
        return .failed(.cancelled)
      case .touch(let place):
        var entry = try live(place, now)
        entry.refresh(at: now)
        entries[place] = entry
      case .rotate(let place, let grace): try rotate(place, grace, now, fresh)
      case .delete(let place): delete(place)
      case .sweep: entries = entries.filter { !$0.value.isOver(at: now) }
      case .reopen: break
      }
    } catch {
      return .failed(error.code)
    }
    return .done
  }

  private mutating func create(
    _ place: Int, _ payload: FuzzPayload, _ lifetime: SessionLifetime?, _ now: Int64
  ) throws(SessionError) -> FuzzAnswer {
    if isThere(place, now) { throw SessionError(.duplicate, "") }
    var entry = Entry(payload: payload)
    entry.begin(lifetime ?? Self.lifetime, at: now)
    entries[place] = entry
    return .version(1)
  }

  private func load(_ place: Int, _ now: Int64) -> FuzzAnswer {
    guard let entry = entries[place], !entry.isOver(at: now) else { return .nothing }
    return .session(
      payload: entry.payload, version: entry.version, isRotated: entry.successor != nil,
      expires: entry.expires.map { VerbsTarget.time($0) })
  }

  private mutating func save(
    _ old: Entry, _ place: Int, _ payload: FuzzPayload, _ lifetime: SessionLifetime?, _ now: Int64
  ) -> UInt64 {
    var entry = old
    if lifetime != nil || payload != old.payload { entry.version += 1 }
    entry.payload = payload
    if let lifetime { entry.begin(lifetime, at: now) } else { entry.refresh(at: now) }
    entries[place] = entry
    return entry.version
  }

  private mutating func put(
    _ place: Int, _ payload: FuzzPayload, _ lifetime: SessionLifetime?, _ now: Int64
  ) throws(SessionError) -> FuzzAnswer {
    guard isThere(place, now) else { return try create(place, payload, lifetime, now) }
    var entry = try live(place, now)
    if lifetime != nil || payload != entry.payload { entry.version += 1 }
    entry.payload = payload
    if let lifetime { entry.begin(lifetime, at: now) }
    entries[place] = entry
    return .version(entry.version)
  }

  private mutating func rotate(_ place: Int, _ grace: Int64, _ now: Int64, _ fresh: Int) throws(SessionError) {
    var old = try live(place, now)
    var new = old
    new.version = 1
    new.refresh(at: now)
    entries[fresh] = new
    old.successor = fresh
    old.expires = min(old.expires ?? .max, now + grace)
    entries[place] = old
  }

  /// Of a rotated session the new id as well: a logout ends both.
  private mutating func delete(_ place: Int) {
    guard let entry = entries.removeValue(forKey: place) else { return }
    if let successor = entry.successor, !forgetsSuccessors { delete(successor) }
  }
}
