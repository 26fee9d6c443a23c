// Sweeping: one entry of the directory at a time, each under its own lock, none waited for.

extension Engine {
  /// How old a file without a lock has to be before it counts as litter: nobody takes ten minutes to write one.
  private static var abandonedAfter: Duration { .seconds(600) }

  /// What a look without a lock says of a session.
  package func sweepVerdict(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> SweepVerdict {
    let reading: Record
    if rules.isSlots {
      guard let descriptor = try openedSession(digest, for: .read) else { return .kept }
      reading = try readPair(descriptor.raw, digest, workspace).record
      descriptor.close()
    } else {
      reading = try readFile(digest, workspace)
    }
    let now = system.now()
    switch RecordState(reading, at: now) {
    case .live(let header, _): return header.isUnanchored(at: now) ? .unanchored : .kept
    case .rotated: return .kept
    // Over only because the clock was set back: the id still leads a logout to its successor when that is put right.
    case .expired(let header) where header.isRotated && header.refreshed > now: return .kept
    case .absent, .expired: return .over
    // What is only beyond this store is somebody else's.
    case .damaged(let damage): return damage.isDestruction ? .over : .kept
    }
  }

  /// Looks at a session under its lock, and removes it if it is over.
  package func sweepSession(
    _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> SweepOutcome {
    guard let held = try begin(.modify, digest, grant, workspace) else { return .reclaimed }
    return try using(held) { held throws(PhaseExit) in
      switch RecordState(held.record, at: system.now()) {
      case .live, .rotated, .absent: return .kept
      case .expired:
        try held.remove(workspace)
        return .removed
      case .damaged(let damage):
        guard damage.isDestruction else { return .kept }
        try held.setAside()
        return .corrupt
      }
    }
  }

  /// Whether a lock file is worth taking the lock: it is left over if the session is gone.
  package func isLitter(lockOf digest: SessionDigest) throws(PhaseExit) -> Bool {
    switch LockPlan(rules.strategy, digest).location {
    case .ownFile(.removedOnDelete): try !exists(.session(digest))
    case .ownFile(.removedAfterUse): true
    // Never removed: a process that has it open would go on with a lock that nobody else sees.
    default: false
    }
  }

  /// A lock file or temporary file of a session: removed unless it is in use.
  package func sweepHelper(
    _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> SweepOutcome {
    guard LockPlan(rules.strategy, digest).hasFixedTemporary else { return .kept }
    guard let held = try begin(.create, digest, grant, workspace) else { return .kept }
    return try using(held) { held throws(PhaseExit) in
      let isGone = held.record == .absent
      let result = system.unlink(.temporary(digest), in: directory)
      guard result == 0 || result == -Errno.noEntry else { throw .system(.unlink, result) }
      // `release` removes the lock file of a session that is gone.
      return isGone || result == 0 ? .reclaimed : .kept
    }
  }

  /// A temporary file with a name of its own. In use it is locked from right after its creation, or, where there
  /// are no locks, young.
  package func sweepTemporary(_ name: EntryName) throws(PhaseExit) -> SweepOutcome {
    if case .recordDraft = name { return try sweepByAge(name) }
    guard !rules.isUnlocked else { return try sweepByAge(name) }
    let descriptor: OwnedDescriptor<System>
    do { descriptor = try system.opened(name, in: directory, for: [.read, .write]) } catch {
      guard error == .system(.open, -Errno.noEntry) else { throw error }
      return .kept
    }
    let lock: HeldLock<System>
    do { lock = try HeldLock(locking: descriptor, temporaryLock, .exclusive, system) } catch {
      guard case .wait = error else { throw error }
      return .busy
    }
    guard try lock.isStillNamed(name, in: directory) else { return .kept }
    try removeFile(name)
    lock.release()
    return .reclaimed
  }

  /// The lock that writers take on a temporary file before it becomes a session's: that of the session file.
  private var temporaryLock: LockKind { LockPlan(rules.strategy, .none).kind }

  private func sweepByAge(_ name: EntryName) throws(PhaseExit) -> SweepOutcome {
    let found = system.status(at: name, in: directory)
    guard found.result == 0 else { return .kept }
    guard found.status.modified.advanced(by: Self.abandonedAfter) <= system.now() else { return .busy }
    try removeFile(name)
    return .reclaimed
  }
}
