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
// 70 to 600 us; on XFS it does not, and after a power cut without fdatasync the file may be empty.
//
// Where it lies. On NFS a rename may report failure although it happened (rename(2), BUGS).

extension Held {
  /// Writes a temporary file and publishes it, by what the strategy calls for.
  ///
  /// - Under a lock there is one fixed temporary name, which the next writer overwrites if this one is killed.
  /// - Without one a name is never used again, and a new session's rename does not replace.
  mutating func rename(_ header: RecordHeader, isNew: Bool, _ workspace: Workspace) throws(Stop) -> PendingSync {
    guard plan.hasFixedTemporary else {
      let temporary = EntryName.unique(engine.system.random())
      return try engine.writeRenaming(
        header, of: digest, through: temporary, isNew ? .noReplace : engine.replacement, workspace)
    }
    // A session that is not there cannot be exchanged with. Under the lock nobody else can make it.
    return try engine.writeRenaming(
      header, of: digest, through: .temporary(digest), isNew ? .replace : engine.replacement, workspace)
  }

  /// The same where the lock lies on the file that is replaced.
  ///
  /// With the re-check, the new file is locked before it gets the name, and its lock is the session's from then on: a
  /// waiter that is sent on by its re-check waits for it again.
  mutating func renameOnDataFile(
    _ header: RecordHeader, isNew: Bool, _ workspace: Workspace
  ) throws(Stop) -> PendingSync {
    guard plan.rechecks else {
      let temporary = EntryName.unique(engine.system.random())
      return try engine.writeRenaming(header, of: digest, through: temporary, engine.replacement, workspace)
    }
    let fresh = try engine.lockedTemporary(plan)
    do throws(Stop) {
      let count = workspace.encode(header, of: digest)
      try engine.writeRecord(fresh.lock.raw, workspace, count, at: 0)
      if engine.rules.durability != .none { try engine.synchronizeHidden(fresh.lock.raw) }
      try engine.publish(fresh.name, as: .session(digest), engine.replacement)
    } catch {
      fresh.discard(engine)
      throw error
    }
    lock.take()?.release()
    lock = fresh.intoLock()
    return PendingSync(directory: engine.rules.durability == .full)
  }
}

extension Engine {
  /// How a temporary file takes the place of a session file that is there.
  fileprivate var replacement: RenameMode { rules.writes == .exchange ? .exchange : .replace }

  /// - Throws: `duplicate` where `mode` is `noReplace` and the session exists. The temporary file is gone then, as it
  ///   is after every other failure.
  func writeRenaming(
    _ header: RecordHeader, of digest: SessionDigest, through temporary: EntryName, _ mode: RenameMode,
    _ workspace: Workspace
  ) throws(Stop) -> PendingSync {
    let count = workspace.encode(header, of: digest)
    let descriptor = try openedTemporary(temporary)
    do throws(Stop) {
      try writeRecord(descriptor.raw, workspace, count, at: 0)
      if rules.durability != .none { try synchronizeHidden(descriptor.raw) }
      // Network file systems and quotas report a write that failed late at close.
      let closed = descriptor.close()
      guard closed == 0 || closed == -Errno.interrupted else { throw .system(.close, closed) }
      if rules.writes == .unlinkThenRename { try removeFile(.session(digest)) }
      try publish(temporary, as: .session(digest), mode)
    } catch {
      _ = system.unlink(temporary, in: directory)
      throw error
    }
    return PendingSync(directory: rules.durability == .full)
  }

  /// A temporary file that was left by a killed writer is overwritten; but never one that has been a session's file, as
  /// after an exchange, since a reader may have it open.
  private func openedTemporary(_ name: EntryName) throws(Stop) -> OwnedDescriptor<System> {
    guard case .temporary = name, rules.writes != .exchange else {
      do throws(Stop) { return try system.opened(name, in: directory, for: [.write, .exclusiveCreate]) } catch {
        guard case .temporary = name, error == .system(.open, -Errno.exists) else { throw error }
      }
      try removeFile(name)
      return try system.opened(name, in: directory, for: [.write, .exclusiveCreate])
    }
    return try system.opened(name, in: directory, for: [.write, .create, .truncate])
  }

  func publish(_ temporary: EntryName, as name: EntryName, _ mode: RenameMode) throws(Stop) {
    let result = system.rename(temporary, to: name, in: directory, mode)
    switch result {
    case 0:
      // The temporary name now leads to the value before: litter, for a sweep, if it cannot be removed.
      if mode == .exchange { _ = system.unlink(temporary, in: directory) }
    // Without a lock: deleted since it was read. A save does not bring it back.
    case -Errno.noEntry where mode == .exchange: throw .failed(.notFound)
    case -Errno.exists where mode == .noReplace: throw .failed(.duplicate)
    // NFS, 9p, some FUSE file systems, kernels before 3.15: the same by two calls.
    case -Errno.invalid where mode == .noReplace, -Errno.notImplemented where mode == .noReplace,
      -Errno.notSupported where mode == .noReplace, -Errno.notSupportedByFile where mode == .noReplace:
      try publishByLink(temporary, as: name)
    default: throw .system(.rename, result)
    }
  }

  /// link(2) fails where the name exists. A process that is killed in between leaves the temporary name, for the
  /// next sweep.
  private func publishByLink(_ temporary: EntryName, as name: EntryName) throws(Stop) {
    let result = system.link(temporary, to: name, in: directory)
    if result == -Errno.exists { throw .failed(.duplicate) }
    guard result == 0 else { throw .system(.link, result) }
    _ = system.unlink(temporary, in: directory)
  }
}
