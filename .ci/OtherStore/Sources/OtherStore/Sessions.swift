import FileSessions

/// A session as this store keeps it.
struct Entry: Sendable {
  var payload: [UInt8]
  var version: SessionVersion
  var created: Timestamp
  var idle: Duration?
  var deadline: Timestamp?
  var refreshed: Timestamp
  var successor: SessionID?

  init(_ payload: [UInt8], _ lifetime: SessionLifetime, at now: Timestamp) {
    self.payload = payload
    version = SessionVersion(incarnation: .random(in: .min ... .max), counter: 1)
    created = now
    refreshed = now
    set(lifetime, at: now)
  }

  private mutating func set(_ lifetime: SessionLifetime, at now: Timestamp) {
    idle = lifetime.idle
    deadline = lifetime.absolute.map { now.advanced(by: $0) }
  }

  var expires: Timestamp? {
    let byIdle = idle.map { refreshed.advanced(by: $0) }
    guard let byIdle, let deadline else { return byIdle ?? deadline }
    return min(byIdle, deadline)
  }

  func snapshot(of id: SessionID) -> SessionSnapshot {
    SessionSnapshot(
      id: id, payload: payload, version: version, creationTime: created, expirationTime: expires, idleTimeout: idle,
      absoluteDeadline: deadline, isRotated: successor != nil)
  }

  func touched(at now: Timestamp) -> Entry {
    var entry = self
    entry.refreshed = now
    return entry
  }

  func overwritten(_ payload: [UInt8], _ lifetime: SessionLifetime?, at now: Timestamp) -> Entry {
    var entry = self
    entry.payload = payload
    entry.version = SessionVersion(incarnation: version.incarnation, counter: version.counter + 1)
    if let lifetime {
      entry.set(lifetime, at: now)
      entry.refreshed = now
    }
    return entry
  }

  func saved(_ payload: [UInt8], _ lifetime: SessionLifetime?, at now: Timestamp) -> Entry {
    overwritten(payload, lifetime, at: now).touched(at: now)
  }

  func renewed() -> Entry {
    var entry = self
    entry.version = SessionVersion(incarnation: .random(in: .min ... .max), counter: 1)
    return entry
  }

  func frozen(leadingTo successor: SessionID, until end: Timestamp) -> Entry {
    var entry = self
    entry.deadline = min(expires ?? end, end)
    entry.idle = nil
    entry.successor = successor
    return entry
  }
}

/// All sessions, and who holds their locks.
actor Sessions {
  private var entries: [SessionID: Entry] = [:]
  /// How many hold a session's lock, and whether together with others.
  private var holders: [SessionID: (count: Int, mode: LockMode)] = [:]
  private let clock: SessionClock

  init(_ clock: SessionClock) { self.clock = clock }

  subscript(id: SessionID) -> Entry? {
    guard let entry = entries[id], !isOver(entry) else { return nil }
    return entry
  }

  /// Also of a rotated id whose grace is over: a logout does not depend on how long ago that was.
  func successor(of id: SessionID) -> SessionID? { entries[id]?.successor }

  func set(_ entry: Entry?, _ id: SessionID) { entries[id] = entry }

  func sweep() -> SweepReport {
    var report = SweepReport()
    report.examined = entries.count
    for (id, entry) in entries where isOver(entry) && holders[id] == nil {
      entries[id] = nil
      report.removed += 1
    }
    return report
  }

  private func isOver(_ entry: Entry) -> Bool { entry.expires.map { $0 <= clock.now() } ?? false }

  enum LockMode { case shared, exclusive }

  /// The plainest of all ways to wait: ask again after a millisecond.
  func lock(_ id: SessionID, _ mode: LockMode, atMost timeout: Duration) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: timeout)
    while !isGranted(id, mode) {
      guard clock.now < deadline else { throw SessionError(.timedOut, "the session's lock was not granted in time") }
      do { try await Task.sleep(for: .milliseconds(1)) } catch {
        throw SessionError(.cancelled, "the task was cancelled while it waited for a lock; nothing was changed")
      }
    }
  }

  private func isGranted(_ id: SessionID, _ mode: LockMode) -> Bool {
    guard let held = holders[id] else {
      holders[id] = (1, mode)
      return true
    }
    guard held.mode == .shared, mode == .shared else { return false }
    holders[id] = (held.count + 1, .shared)
    return true
  }

  func unlock(_ id: SessionID) {
    guard let held = holders[id] else { return }
    holders[id] = held.count == 1 ? nil : (held.count - 1, held.mode)
  }
}
