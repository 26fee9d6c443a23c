// Deleting and rotating.

extension Engine {
  /// Deletes a session, whatever state it is in. One that is not there counts as deleted.
  /// - Parameter successorIsGone: whether a rotated id may go too.
  package func delete(
    _ digest: SessionDigest, successorIsGone: Bool, _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> Deletion {
    guard let held = try begin(.modify, digest, grant, workspace) else {
      // Somebody else's unlink may still be on its way to the disk, and this one is acknowledged too.
      try complete(PendingSync(directory: rules.durability != .none))
      return .wasAbsent
    }
    return try using(held) { held throws(PhaseExit) in
      // Also after the grace period, which may be zero: a logout must not depend on how long ago a rotation was.
      if case .found(let header, let payload) = held.record, header.isRotated, !successorIsGone {
        return .successorFirst(workspace.successor(before: payload))
      }
      if held.record != .absent { try held.remove(workspace) }
      return .done
    }
  }

  /// Moves a session to a new id.
  ///
  /// 1. Under the old id's lock, write the new session; nobody knows its id yet, so nobody can meet it half made.
  /// 2. Make it durable under its name, if the store is: after a power cut the old id would be over, and the new one
  ///    gone.
  /// 3. Mark the old one rotated, with its payload as it is. A kill between 2 and 3 leaves a session that nobody can
  ///    reach, until it expires.
  ///
  /// - Throws: `notFound`, `rotated`, `corrupt`; `duplicate` where `fresh` exists.
  package func rotate(
    _ digest: SessionDigest, to fresh: SessionDigest, _ oldID: FileSessionStore.OldID, grace: Duration,
    _ grant: borrowing LocalLockGrant, _ workspace: Workspace
  ) throws(PhaseExit) -> RecordHeader {
    guard let held = try begin(.modify, digest, grant, workspace) else { throw .failed(.notFound) }
    return try using(held) { held throws(PhaseExit) in
      let now = system.now()
      let (header, payload) = try held.live(at: now)
      workspace.carryPayload(payload)
      let renewed = header.rotated(incarnation: system.random(), at: now)
      try held.writeFresh(renewed, of: fresh, workspace)
      let state: RecordHeader.State = oldID == .frozen ? .frozen : .forwarding
      workspace.successor = fresh
      defer { workspace.successor = .none }
      try mark(&held, header.frozen(state, grace: grace, at: now), workspace)
      return renewed
    }
  }

  /// Marks the old id rotated. If that fails the old one goes on, and the new one, which nobody was told, goes.
  private func mark(_ held: inout LockedRecord<System>, _ frozen: RecordHeader, _ workspace: Workspace)
    throws(PhaseExit)
  {
    do throws(PhaseExit) {
      _ = try held.write(frozen, by: workspace)
    } catch {
      if case .failed(.durabilityUnknown) = error { throw error }
      _ = system.unlink(.session(workspace.successor), in: directory)
      throw error
    }
  }
}

extension LockedRecord {
  /// Publishes a session under an id that nobody knows, durable under its name before the old id is given up, or not at
  /// all: then nothing has changed that anybody could see.
  fileprivate mutating func writeFresh(
    _ header: RecordHeader, of fresh: SessionDigest, _ workspace: Workspace
  ) throws(PhaseExit) {
    if plan.location == .slots || plan.location == .dataFile {
      return try engine.writeFreshLocked(header, of: fresh, plan, workspace)
    }
    // Where there is a fixed temporary name it is the old session's: that is the lock that is held.
    let temporary = plan.hasFixedTemporary ? EntryName.temporary(digest) : .unique(engine.system.random())
    try writeTemporary(header, of: fresh, temporary, workspace)
    _ = try engine.publishTemporary(temporary, as: fresh, .noReplace)
    try engine.makeNameDurable(of: fresh)
  }
}

extension Engine {
  /// Makes a new session's name durable, or removes it.
  func makeNameDurable(of digest: SessionDigest) throws(PhaseExit) {
    guard rules.durability != .none else { return }
    do throws(PhaseExit) { try synchronizeDirectoryHidden() } catch {
      _ = system.unlink(.session(digest), in: directory)
      throw error
    }
  }
}
