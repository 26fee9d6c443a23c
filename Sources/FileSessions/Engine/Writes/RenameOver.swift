// Rename over: write a temporary file, then rename(2) it over the session file.
//
// Guarantees. A reader that opens the name gets the old file or the new one, each whole, and a writer that is
// killed leaves the old value. That is all: without a lock two updates both start from the same value and one is
// lost, and a save revives a session that was deleted meanwhile.
//
// *Exchange* (`RENAME_EXCHANGE`) swaps the two names instead and then removes the old value. On ext4 it costs a tenth,
// since nothing is written out first, and keeps less after a power cut for the same reason. Where the session was
// deleted meanwhile it fails, so a save does not revive it even without a lock. *Unlink then rename* (the ticket's
// comment 31, for systems whose rename does not replace) leaves a moment without any file.
//
// How it fails. On ext4 a rename over an existing file writes the new data out first (auto_da_alloc), which costs
// 70 to 600 us; on XFS it does not, and after a power cut without fdatasync the file may be empty. On ext4 it may be all
// zeros then, and the value before is gone too, also when the directory was synced (seen with Linux 6.18, by make power).
//
// Where it is unreliable. On NFS a rename may report failure although it happened (rename(2), BUGS).

extension LockedRecord {
  /// Writes a temporary file and publishes it, by what the strategy calls for.
  ///
  /// - Under a lock there is one fixed temporary name, which the next writer removes if this one is killed.
  /// - Without one a name is never used again, and a new session's rename does not replace.
  mutating func rename(_ header: RecordHeader, isNew: Bool, _ workspace: Workspace) throws(PhaseExit) -> PendingSync {
    let isFixed = plan.hasFixedTemporary
    let temporary = isFixed ? EntryName.temporary(digest) : .unique(engine.system.random())
    // A session that is not there cannot be exchanged with. Under the lock nobody else can make it.
    let mode: RenameMode = isNew ? (isFixed ? .replace : .noReplace) : engine.replacement
    try writeTemporary(header, of: digest, temporary, workspace)
    return try engine.publishTemporary(temporary, as: digest, mode)
  }

  /// Writes a record under a temporary name, which others leave alone for as long as the lock is held. It is held still
  /// when this ends.
  ///
  ///   1. A holds the lock, and the lock file is removed by hand. B makes it anew, locks it, and writes its temporary
  ///      file.
  ///   2. A, which does not know yet, finds a temporary file. If it took that for litter, B would publish A's value.
  mutating func writeTemporary(
    _ header: RecordHeader, of digest: SessionDigest, _ temporary: EntryName, _ workspace: Workspace
  ) throws(PhaseExit) {
    do throws(PhaseExit) { try engine.writeTemporary(header, of: digest, temporary, workspace) } catch {
      guard case .temporary = temporary, error == .system(.open, -Errno.exists) else { throw error }
      // Never written over: it may have been a session's file, as after an exchange, or be one under its other name, as
      // after a link whose first name could not be removed.
      try confirmLock()
      try engine.removeFile(temporary)
      try engine.writeTemporary(header, of: digest, temporary, workspace)
    }
    do throws(PhaseExit) { try confirmLock() } catch {
      // Where the lock is lost, the temporary name is its next holder's.
      if error != .wait(.changed) { _ = engine.system.unlink(temporary, in: engine.directory) }
      throw error
    }
  }

  /// The same where the lock lies on the file that is replaced.
  ///
  /// With the re-check, the new file is locked before it gets the name, and its lock is the session's from then on: a
  /// waiter that is sent on by its re-check waits for it again.
  mutating func renameOnDataFile(
    _ header: RecordHeader, isNew: Bool, _ workspace: Workspace
  ) throws(PhaseExit) -> PendingSync {
    guard plan.rechecks else {
      let temporary = EntryName.unique(engine.system.random())
      try engine.writeTemporary(header, of: digest, temporary, workspace)
      return try engine.publishTemporary(temporary, as: digest, engine.replacement)
    }
    let fresh = try engine.lockedTemporary(plan)
    let pending: PendingSync
    do throws(PhaseExit) {
      try engine.fillRecord(fresh.lock.raw, header, of: digest, workspace)
      try confirmLock()
      pending = try engine.publish(fresh.name, as: .session(digest), engine.replacement)
    } catch {
      fresh.discard(engine)
      throw error
    }
    lock.take()?.release()
    lock = fresh.intoLock()
    return pending
  }
}

extension Engine {
  /// How a temporary file takes the place of a session file that is there.
  fileprivate var replacement: RenameMode { rules.writes == .exchange ? .exchange : .replace }

  /// Writes a session's next record into a new file, and makes its content durable, if the store is. The file is gone
  /// after every failure but that of a name that is taken.
  func writeTemporary(
    _ header: RecordHeader, of digest: SessionDigest, _ temporary: EntryName, _ workspace: Workspace
  ) throws(PhaseExit) {
    let descriptor = try system.opened(temporary, in: directory, for: [.write, .exclusiveCreate])
    do throws(PhaseExit) {
      try fillRecord(descriptor.raw, header, of: digest, workspace)
      // Network file systems and quotas report a write that failed late at close.
      let closed = descriptor.close()
      guard closed == 0 || closed == -Errno.interrupted else { throw .system(.close, closed) }
    } catch {
      _ = system.unlink(temporary, in: directory)
      throw error
    }
  }

  /// Writes the one record of a file that has no session's name yet, and makes it durable, if the store is.
  func fillRecord(
    _ descriptor: CInt, _ header: RecordHeader, of digest: SessionDigest, _ workspace: Workspace
  ) throws(PhaseExit) {
    try writeRecord(descriptor, workspace, workspace.encode(header, of: digest), at: 0)
    if rules.durability != .none { try synchronizeHidden(descriptor) }
  }

  /// Lets a complete temporary file take a session's name. It is gone after every failure.
  /// - Throws: `duplicate` where `mode` is `noReplace` and the session exists.
  func publishTemporary(
    _ temporary: EntryName, as digest: SessionDigest, _ mode: RenameMode
  ) throws(PhaseExit) -> PendingSync {
    do throws(PhaseExit) {
      if rules.writes == .unlinkThenRename { try removeFile(.session(digest)) }
      return try publish(temporary, as: .session(digest), mode)
    } catch {
      _ = system.unlink(temporary, in: directory)
      throw error
    }
  }

  /// - Returns: what is still to be made durable.
  func publish(_ temporary: EntryName, as name: EntryName, _ mode: RenameMode) throws(PhaseExit) -> PendingSync {
    let result = system.rename(temporary, to: name, in: directory, mode)
    switch result {
    case 0 where mode == .exchange: return removeExchanged(temporary)
    case 0: break
    // Without a lock: deleted since it was read. A save does not bring it back.
    case -Errno.noEntry where mode == .exchange: throw .failed(.notFound)
    case -Errno.exists where mode == .noReplace: throw .failed(.duplicate)
    // NFS, 9p, some FUSE file systems, kernels before 3.15: the same by two calls.
    case -Errno.invalid where mode == .noReplace, -Errno.notImplemented where mode == .noReplace,
      -Errno.notSupported where mode == .noReplace, -Errno.notSupportedByFile where mode == .noReplace:
      try publishByLink(temporary, as: name)
    default: throw .system(.rename, result)
    }
    return PendingSync(directory: rules.durability == .full)
  }

  /// After an exchange the temporary name leads to the value before, which goes only when the exchange is durable. What
  /// cannot be removed is litter, for a sweep.
  private func removeExchanged(_ temporary: EntryName) -> PendingSync {
    let failure = rules.durability == .none ? 0 : system.synchronize(directory, .everything)
    if failure == 0 { _ = system.unlink(temporary, in: directory) }
    return PendingSync(failure: failure)
  }

  /// link(2) fails where the name exists. A process that is killed in between leaves the temporary name, for the
  /// next sweep.
  private func publishByLink(_ temporary: EntryName, as name: EntryName) throws(PhaseExit) {
    let result = system.link(temporary, to: name, in: directory)
    if result == -Errno.exists { throw .failed(.duplicate) }
    guard result == 0 else { throw .system(.link, result) }
    _ = system.unlink(temporary, in: directory)
  }
}
