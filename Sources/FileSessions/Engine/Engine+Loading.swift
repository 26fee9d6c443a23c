// Loading: without a lock where that is enough.

extension Engine {
  /// What this process remembers of a session, if that is what its file holds.
  package func recall(_ digest: SessionDigest) -> RememberedSession? {
    guard rules.remembersLoads else { return nil }
    let (generation, now) = (system.generation(of: digest), system.now())
    guard generation.isQuiet, let session = system.recall(digest, in: generation, at: now) else { return nil }
    if session.header.isBeyondLifetime(at: now) {
      let believed = session.believed(at: now)
      return believed.header.expires > now ? believed : nil
    }
    return session.header.expires > now ? session : nil
  }

  /// Looks at a session without a lock.
  package func glance(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Glance {
    guard rules.remembersLoads else { return try glanceAtFile(digest, workspace) }
    // Before the file is read: invariant 2 of `Generation`.
    let generation = system.generation(of: digest)
    let glance = try glanceAtFile(digest, workspace)
    if case .settled(let standing) = glance { remember(standing, of: digest, in: generation, workspace) }
    return glance
  }

  /// Takes a session into memory as its lock's holder has just written it: nobody else can change it until the lock is
  /// given up, so whatever the counter says now, it says of this value.
  func remember(_ record: Record, of digest: SessionDigest, _ workspace: Workspace) {
    guard rules.remembersLoads else { return }
    remember(Standing(record, at: system.now()), of: digest, in: system.generation(of: digest), workspace)
  }

  private func remember(
    _ standing: Standing, of digest: SessionDigest, in generation: Generation, _ workspace: Workspace
  ) {
    guard generation.isQuiet, case .live(let header, let payload) = standing else { return }
    let session = RememberedSession(header: header, payload: workspace.payload(payload))
    system.remember(digest, session, in: generation, at: system.now())
  }

  private func glanceAtFile(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Glance {
    let plan = LockPlan(rules.strategy, digest)
    // Readers that take a lock have nothing to look for without one.
    guard plan.readerMode == nil else { return .unsettled }
    guard rules.isSlots else {
      let standing = Standing(try readFile(digest, workspace), at: system.now())
      // A touch that was granted before the deadline may be on its way: only the lock tells.
      if case .expired = standing, !rules.isUnlocked { return .unsettled }
      return .settled(standing)
    }
    return try glanceAtSlots(digest, workspace)
  }

  private func glanceAtSlots(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Glance {
    // A damaged slot is most often one that is being written, for a microsecond: worth two more looks.
    for _ in 0..<3 {
      guard let reading = try readSlots(digest, workspace) else { return .settled(.absent) }
      guard reading.isSettled else { continue }
      let record = reading.record
      // The session lives in a larger file by now: open the name again.
      if case .found(let header, _) = record, header.state == .moved { continue }
      let standing = Standing(record, at: system.now())
      if case .expired = standing { return .unsettled }
      return .settled(standing)
    }
    return .unsettled
  }

  /// Reads a session's slots without a lock; `nil` where there is no file.
  private func readSlots(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> PairReading? {
    guard rules.holdsDescriptors else {
      guard let descriptor = try openedSession(digest, for: .read) else { return nil }
      let reading = try readPair(descriptor.raw, digest, workspace)
      descriptor.close()
      return reading
    }
    if let reading = try readHeldSlots(digest, workspace) { return reading }
    do throws(Stop) {
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
  /// 1. A holds the session's file open. B, whose save has outgrown it, renames a larger one over it, and is killed before
  ///    it can say so in the old one. (Or somebody removes the file by hand, or restores it from a backup.)
  /// 2. A reads from an inode that no path leads to any more: without a look at the link count it would do so for ever.
  ///
  /// Whether the look comes before or after the read makes no difference: a file that loses its name after the look was the
  /// session's after the load began.
  private func readHeldSlots(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> PairReading? {
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

  /// The usual load, straight through: the file is held, its newest record is valid and lives. `nil` for everything else,
  /// which `glance` then tells apart.
  package func glanceAtHeld(
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
  func peek(_ digest: SessionDigest, _ workspace: Workspace) throws(Stop) -> Standing {
    guard rules.isSlots else { return Standing(try readFile(digest, workspace), at: system.now()) }
    guard let descriptor = try openedSession(digest, for: .read) else { return .absent }
    let record = try readPair(descriptor.raw, digest, workspace).record
    descriptor.close()
    return Standing(record, at: system.now())
  }

  /// Looks at a session under the shared lock.
  /// - Returns: also whether the answer comes from one slot of two, and the other should be zeroed. Until then every
  ///   reader has to take the lock.
  package func settle(
    _ digest: SessionDigest, _ turn: borrowing Turn, _ workspace: Workspace
  ) throws(Stop) -> (standing: Standing, needsRepair: Bool) {
    let generation = rules.remembersLoads ? system.generation(of: digest) : nil
    guard let held = try begin(.examine, digest, turn, workspace) else { return (.absent, false) }
    let standing = Standing(held.record, at: system.now())
    if let generation { remember(standing, of: digest, in: generation, workspace) }
    var needsRepair = false
    if case .pair(let pair) = held.reading, pair.damagedSlot != nil, pair.newestRecord != nil { needsRepair = true }
    held.release()
    return (standing, needsRepair)
  }

  /// Zeroes the slot that a killed writer has torn: taking the exclusive lock does it.
  package func repair(_ digest: SessionDigest, _ turn: borrowing Turn, _ workspace: Workspace) throws(Stop) {
    try begin(.change, digest, turn, workspace)?.release()
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
