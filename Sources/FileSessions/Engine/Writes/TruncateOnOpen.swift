// Truncate on open: open(2) with O_TRUNC, write, close.
//
// Guarantees nothing but that one create of several wins (O_EXCL).
//
// How it fails. From the open to the end of the write the file is empty or partial, and a reader that meets it drops
// the session; a writer that is killed leaves it so for good. O_CREAT revives a session that was deleted after it
// was read. It is what the ticket reported, and here to be compared with.
//
// - Without a lock: comment 3.
// - With a lock on the file, taken after the open: comment 6. The lock comes too late to protect anything.
// - With a lock taken at open (O_EXLOCK), which is what the ticket's first patch did: the file is cut only once the
//   lock is held, and that lock lasts from the read to the end of the write. What remains is the kill, and the delete.
//
// Where it is unreliable. On every file system. On ext4 the truncation also forces the new data out at close,
// which makes it slower than it looks.

extension LockedRecord {
  mutating func writeTruncating(
    _ header: RecordHeader, isNew: Bool, _ workspace: Workspace
  ) throws(PhaseExit) -> PendingSync {
    if let descriptor = lock?.raw {
      try engine.truncate(descriptor, to: 0)
      return try engine.fillTruncated(descriptor, header, of: digest, workspace)
    }
    let flags: OpenFlags = isNew ? [.write, .exclusiveCreate] : [.write, .create, .truncate]
    // A second attempt, after a wait for the lock, meets the file that the first one made.
    let isSecond = workspace.recordBeforeTruncation(of: digest) != nil
    let descriptor = try engine.openedExclusively(.session(digest), for: isSecond ? [.write, .create] : flags)
    guard plan.location == .dataFile else {
      let pending = try engine.fillTruncated(descriptor.raw, header, of: digest, workspace)
      try engine.complete(PendingSync(file: pending.file))
      descriptor.close()
      return PendingSync(directory: pending.directory)
    }
    workspace.rememberBeforeTruncation(digest, record)
    let late = try HeldLock(locking: descriptor, plan.kind, .exclusive, engine.system)
    let pending = try engine.fillTruncated(late.raw, header, of: digest, workspace)
    try engine.complete(PendingSync(file: pending.file))
    late.release()
    workspace.forgetTruncation()
    return PendingSync(directory: pending.directory)
  }
}

extension Engine {
  fileprivate func fillTruncated(
    _ descriptor: CInt, _ header: RecordHeader, of digest: SessionDigest, _ workspace: Workspace
  ) throws(PhaseExit) -> PendingSync {
    let count = workspace.encode(header, of: digest)
    try writeRecord(descriptor, workspace, count, at: 0)
    return PendingSync(file: rules.durability == .none ? nil : descriptor, directory: rules.durability == .full)
  }

  /// Opens a file that must not be there yet; `duplicate` where it is.
  fileprivate func openedExclusively(
    _ name: EntryName, for flags: OpenFlags
  ) throws(PhaseExit) -> OwnedDescriptor<System> {
    do throws(PhaseExit) {
      return try system.opened(name, in: directory, for: flags)
    } catch {
      throw error == .system(.open, -Errno.exists) ? .failed(.duplicate) : error
    }
  }
}
