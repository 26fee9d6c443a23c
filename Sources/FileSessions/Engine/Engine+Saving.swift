// Making and changing sessions: take the lock, read, decide, write, release. One phase each.

extension Engine {
  /// Ends a held session however its use ends, so that nothing is left of a session that was not made.
  func using<Output>(
    _ held: consuming LockedRecord<System>, _ body: (inout LockedRecord<System>) throws(PhaseExit) -> Output
  ) throws(PhaseExit) -> Output {
    do {
      let output = try body(&held)
      held.release()
      return output
    } catch {
      held.release()
      throw error
    }
  }

  /// Makes a session. A damaged file of that name is set aside first.
  /// - Throws: `duplicate` where the session exists and has not expired.
  package func create(
    _ digest: SessionDigest, _ lifetime: SessionLifetime, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    try using(try establish(digest, grant, workspace)) { held throws(PhaseExit) in
      switch RecordState(held.record, at: system.now()) {
      case .live, .rotated: throw .failed(.duplicate)
      case .absent: return try held.writeCreated(lifetime, after: 0, workspace)
      case .expired(let old): return try held.writeCreated(lifetime, after: old.sequence, workspace)
      case .damaged(let damage): throw .failed(.corrupt(damage))
      }
    }
  }

  /// Makes a session, or changes the one there is. Its deadlines stay unless `lifetime` says otherwise.
  /// - Parameter initial: the lifetime of a session that is made.
  package func put(
    _ digest: SessionDigest, _ lifetime: SessionLifetime?, initial: SessionLifetime, _ grant: borrowing LocalLockGrant,
    _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    do throws(PhaseExit) {
      return try using(try establish(digest, grant, workspace)) { held throws(PhaseExit) in
        try held.put(lifetime, initial: initial, workspace)
      }
    } catch {
      // Without a lock somebody else may make it between the look and the write. There is a session then: look again.
      throw error == .failed(.duplicate) && rules.isUnlocked ? .wait(.changed) : error
    }
  }

  /// Changes a session.
  /// - Throws: `notFound`, `rotated`, `corrupt`; `conflict` where `version` is not the current one.
  package func save(
    _ digest: SessionDigest, ifVersion version: SessionVersion?, _ lifetime: SessionLifetime?,
    _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    guard let held = try begin(.modify, digest, grant, workspace) else { throw .failed(.notFound) }
    return try using(held) { held throws(PhaseExit) in try held.save(ifVersion: version, lifetime, workspace) }
  }

  /// Moves the idle deadline on. The payload is written again under the same version: a deadline alone is never
  /// written into a file that readers take to be immutable.
  /// - Returns: whether anything was written; `false` where the last refresh is recent enough.
  package func touch(
    _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> Bool {
    guard let held = try begin(.modify, digest, grant, workspace) else { throw .failed(.notFound) }
    return try using(held) { held throws(PhaseExit) in
      let now = system.now()
      let (header, payload) = try held.live(at: now)
      guard let touched = header.touched(at: now, coalescing: rules.touchCoalescingThousandths) else { return false }
      workspace.carryPayload(payload)
      _ = try held.write(touched, by: workspace)
      return true
    }
  }

  /// The lock of a session that may not exist yet, with a damaged file out of the way.
  private func establish(
    _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System> {
    guard let held = try begin(.create, digest, grant, workspace) else {
      // ENOENT to O_CREAT: the directory is gone, or a race on NFS or FUSE, which is worth another look.
      let found = system.status(of: directory)
      guard found.result == 0, found.status.links > 0 else { throw .system(.open, -Errno.noEntry) }
      throw .wait(.changed)
    }
    guard case .damaged = held.record else { return held }
    try using(held) { held throws(PhaseExit) in try held.setAside() }
    throw .wait(.changed)
  }
}

extension LockedRecord {
  /// The record of a session that can be changed.
  /// - Throws: `notFound` (also for an expired one), `rotated`, `corrupt`.
  package func live(at now: Timestamp) throws(PhaseExit) -> (RecordHeader, payload: Range<Int>) {
    switch RecordState(record, at: now) {
    case .live(let header, let payload): return (header, payload)
    case .absent, .expired: throw .failed(.notFound)
    case .rotated: throw .failed(.rotated)
    // Another application's on the same directory, whose limit is higher.
    case .damaged(.oversized): throw .failed(.notFound)
    case .damaged(let damage): throw .failed(.corrupt(damage))
    }
  }

  /// Saves the workspace's payload as the next version.
  package mutating func save(
    ifVersion version: SessionVersion?, _ lifetime: SessionLifetime?, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    let now = engine.system.now()
    let (header, payload) = try live(at: now)
    if let version, version != header.sessionVersion {
      throw .failed(.conflict(current: header.sessionVersion))
    }
    if lifetime == nil, isWritten(payload, workspace) {
      // What is there already is not written again; only the idle deadline moves on, as with a touch.
      guard let touched = header.touched(at: now, coalescing: engine.rules.touchCoalescingThousandths) else {
        return header
      }
      return try write(touched, by: workspace)
    }
    return try write(header.saved(at: now, lifetime: lifetime), by: workspace)
  }

  fileprivate mutating func put(
    _ lifetime: SessionLifetime?, initial: SessionLifetime, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    let now = engine.system.now()
    switch RecordState(record, at: now) {
    case .live(let old, let payload) where lifetime == nil && isWritten(payload, workspace): return old
    case .live(let old, _): return try write(old.overwritten(lifetime: lifetime, at: now), by: workspace)
    case .rotated: throw .failed(.rotated)
    case .absent: return try writeCreated(lifetime ?? initial, after: 0, workspace)
    case .expired(let old): return try writeCreated(lifetime ?? initial, after: old.sequence, workspace)
    case .damaged(let damage): throw .failed(.corrupt(damage))
    }
  }

  /// Whether the workspace's payload is what stands in the file, and nothing more is asked for.
  ///
  /// Never where it has to be durable: that a record stands in the file, and says so, does not make it that. Its writer
  /// may have been killed before its sync, or its sync may have failed, and then a second try must not report success.
  private func isWritten(_ payload: Range<Int>, _ workspace: Workspace) -> Bool {
    engine.rules.durability == .none && workspace.hasRead(payload)
  }

  /// Deletes the session that is held.
  package mutating func delete(_ workspace: Workspace) throws(PhaseExit) {
    _ = try live(at: engine.system.now())
    try remove(workspace)
  }

  mutating func writeCreated(
    _ lifetime: SessionLifetime, after sequence: UInt64, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    let system = engine.system
    let header = RecordHeader.created(
      lifetime, at: system.now(), incarnation: system.random(), after: sequence)
    return try write(header, by: workspace)
  }

  /// Writes and returns the header as it was written.
  mutating func write(_ header: RecordHeader, by workspace: Workspace) throws(PhaseExit) -> RecordHeader {
    try write(header, workspace)
    return header
  }
}

extension Engine {
  /// The lock of a session that lives.
  /// - Throws: `notFound`, `rotated`, `corrupt`.
  package func beginLive(
    _ access: RecordAccess, _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> LockedRecord<System> {
    guard let held = try begin(access, digest, grant, workspace) else { throw .failed(.notFound) }
    do { _ = try held.live(at: system.now()) } catch {
      held.release()
      throw error
    }
    return held
  }

  /// Saves the workspace's payload and gives the lock up.
  /// - Parameter held: `nil` for a second attempt, after a wait: a strategy that takes its lock only to write may have
  ///   to.
  package func commit(
    _ held: consuming LockedRecord<System>?, _ digest: SessionDigest, _ lifetime: SessionLifetime?,
    _ grant: borrowing LocalLockGrant,
    _ workspace: Workspace
  ) throws(PhaseExit) {
    if var held = held {
      do throws(PhaseExit) {
        try held.confirmAfterPause()
        _ = try held.save(ifVersion: nil, lifetime, workspace)
      } catch {
        held.release()
        // The caller's closure has decided by what was there under the lock that is lost.
        throw error == .wait(.changed) ? .failed(lostLock(of: digest)) : error
      }
      held.release()
    } else {
      _ = try save(digest, ifVersion: nil, lifetime, grant, workspace)
    }
  }
}
