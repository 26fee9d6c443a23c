// Loading: without a lock where that is enough.

extension Engine {
  /// What this process remembers of a session, if that is what its file holds.
  package func readCache(_ digest: SessionDigest) -> CachedSession? {
    guard rules.remembersLoads else { return nil }
    let (changeCounter, now) = (system.changeCounter(of: digest), system.now())
    guard changeCounter.isQuiet, let session = system.readCache(digest, in: changeCounter, at: now) else { return nil }
    if session.header.isBeyondLifetime(at: now) {
      let believed = session.believed(at: now)
      return believed.header.expires > now ? believed : nil
    }
    return session.header.expires > now ? session : nil
  }

  /// Looks at a session without a lock.
  package func readWithoutLock(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> UnlockedReading {
    guard rules.remembersLoads else { return try readFileWithoutLock(digest, workspace) }
    // Before the file is read: invariant 2 of `ChangeCounter`.
    let changeCounter = system.changeCounter(of: digest)
    let reading = try readFileWithoutLock(digest, workspace)
    if case .settled(let recordState) = reading { writeCache(recordState, of: digest, in: changeCounter, workspace) }
    return reading
  }

  /// Takes a session into memory as its lock's holder has just written it: nobody else can change it until the lock is
  /// given up, so whatever the counter says now, it says of this value.
  func writeCache(_ record: Record, of digest: SessionDigest, _ workspace: Workspace) {
    guard rules.remembersLoads else { return }
    writeCache(RecordState(record, at: system.now()), of: digest, in: system.changeCounter(of: digest), workspace)
  }

  private func writeCache(
    _ recordState: RecordState, of digest: SessionDigest, in changeCounter: ChangeCounter, _ workspace: Workspace
  ) {
    guard changeCounter.isQuiet, case .live(let header, let payload) = recordState else { return }
    let session = CachedSession(header: header, payload: workspace.payload(payload))
    system.writeCache(digest, session, in: changeCounter, at: system.now())
  }

  private func readFileWithoutLock(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> UnlockedReading
  {
    let plan = LockPlan(rules.strategy, digest)
    // Readers that take a lock have nothing to look for without one.
    guard plan.readerMode == nil else { return .unsettled }
    guard rules.isSlots else {
      let recordState = RecordState(try readFile(digest, workspace), at: system.now())
      // A touch that was granted before the deadline may be on its way: only the lock tells.
      if case .expired = recordState, !rules.isUnlocked { return .unsettled }
      return .settled(recordState)
    }
    return try readSlotsWithoutLock(digest, workspace)
  }

  private func readSlotsWithoutLock(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit)
    -> UnlockedReading
  {
    // A damaged slot is most often one that is being written, for a microsecond: worth two more looks.
    for _ in 0..<3 {
      guard let reading = try readSlots(digest, workspace) else { return .settled(.absent) }
      guard reading.isSettled else { continue }
      let record = reading.record
      // The session lives in a larger file by now: open the name again.
      if case .found(let header, _) = record, header.state == .moved { continue }
      let recordState = RecordState(record, at: system.now())
      if case .expired = recordState { return .unsettled }
      return .settled(recordState)
    }
    return .unsettled
  }

  /// Reads a session's slots without a lock; `nil` where there is no file.
  private func readSlots(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> PairReading? {
    guard rules.holdsDescriptors else {
      guard let descriptor = try openedSession(digest, for: .read) else { return nil }
      let reading = try readPair(descriptor.raw, digest, workspace)
      descriptor.close()
      return reading
    }
    if let reading = try readHeldSlots(digest, workspace) { return reading }
    do throws(PhaseExit) {
      // For writing too: the descriptor will serve a save as well.
      guard let descriptor = try openedSession(digest, for: [.read, .write]) else { return nil }
      let reading = try readPair(descriptor.raw, digest, workspace)
      if reading.record.isOver { descriptor.close() } else { descriptor.keep(for: digest) }
      return reading
    } catch {
      // A disk that was set to read-only for its errors can be read.
      guard error == .system(.open, -Errno.readOnly) else { throw error }
    }
    guard let descriptor = try openedSession(digest, for: .read) else { return nil }
    let reading = try readPair(descriptor.raw, digest, workspace)
    descriptor.close()
    return reading
  }

  /// The same through the descriptor that is held; `nil` where there is none, or none of use.
  ///
  /// 1. A holds the session's file open. B, whose save has outgrown it, renames a larger one over it, and is killed
  ///    before it can say so in the old one. (Or somebody removes the file by hand, or restores it from a backup.)
  /// 2. A reads from an inode that no path leads to any more: without a look at the link count it would do so for ever.
  ///
  /// Whether the look comes before or after the read makes no difference: a file that loses its name after the look was
  /// the session's after the load began.
  private func readHeldSlots(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> PairReading? {
    let held = system.heldDescriptor(of: digest)
    guard held >= 0 else { return nil }
    let descriptor = OwnedDescriptor(held, system)
    guard system.status(of: descriptor.raw).isLinked else { return nil }
    let reading = try readPair(descriptor.raw, digest, workspace)
    // A damaged file may have been set aside: that is a name, but not the session's.
    guard case .found(let header, _) = reading.record, !header.isTerminal else { return nil }
    descriptor.keep(for: digest)
    return reading
  }

  /// The usual load, straight through: the file is held, its newest record is valid and lives. `nil` for everything
  /// else, which `readWithoutLock` then tells apart.
  package func readHeldFile(
    _ digest: SessionDigest, _ workspace: Workspace
  ) -> (header: RecordHeader, payload: Range<Int>)? {
    guard rules.holdsDescriptors, !rules.remembersLoads else { return nil }
    let held = system.heldDescriptor(of: digest)
    guard held >= 0 else { return nil }
    guard system.status(of: held).isLinked else {
      _ = system.close(held)
      return nil
    }
    let count = workspace.withRest(from: 0) { bytes in system.read(held, into: &bytes, at: 0) }
    _ = system.keep(held, for: digest)
    guard let (header, payload) = SlotPair.newest(of: digest, count, in: workspace.incoming), header.state == .live
    else {
      return nil
    }
    let now = system.now()
    let believed = header.isBeyondLifetime(at: now) ? header.believed(at: now) : header
    return believed.expires > now ? (believed, payload) : nil
  }

  /// Takes a session as it stands, for a caller that knows its lock to be held by its own task.
  func readAsHolder(_ digest: SessionDigest, _ workspace: Workspace) throws(PhaseExit) -> RecordState {
    guard rules.isSlots else { return RecordState(try readFile(digest, workspace), at: system.now()) }
    guard let descriptor = try openedSession(digest, for: .read) else { return .absent }
    let record = try readPair(descriptor.raw, digest, workspace).record
    descriptor.close()
    return RecordState(record, at: system.now())
  }

  /// Looks at a session under the shared lock.
  /// - Returns: also whether the answer comes from one slot of two, and the other should be zeroed. Until then every
  ///   reader has to take the lock.
  package func readUnderSharedLock(
    _ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> (recordState: RecordState, needsRepair: Bool) {
    let changeCounter = rules.remembersLoads ? system.changeCounter(of: digest) : nil
    guard let held = try begin(.read, digest, grant, workspace) else { return (.absent, false) }
    let recordState = RecordState(held.record, at: system.now())
    if let changeCounter { writeCache(recordState, of: digest, in: changeCounter, workspace) }
    var needsRepair = false
    if case .pair(let pair) = held.reading, pair.damagedSlot != nil, pair.newestRecord != nil { needsRepair = true }
    held.release()
    return (recordState, needsRepair)
  }

  /// Zeroes the slot that a killed writer has torn: taking the exclusive lock does it.
  package func repair(_ digest: SessionDigest, _ grant: borrowing LocalLockGrant, _ workspace: Workspace)
    throws(PhaseExit)
  {
    try begin(.modify, digest, grant, workspace)?.release()
  }
}

extension Engine {
  /// The pid that holds a session's lock, for the message of a timeout; `0` where the system does not tell.
  func lockHolder(of digest: SessionDigest) -> CInt {
    let plan = LockPlan(rules.strategy, digest)
    guard let name = plan.name(of: digest), let descriptor = try? system.opened(name, in: directory, for: .read) else {
      return 0
    }
    let holder = system.holder(of: descriptor.raw, plan.kind)
    descriptor.close()
    return holder
  }
}
